// SPDX-License-Identifier: Apache-2.0
/**
 * Turns an HTTP request into a job of one deployment, and its outcome into an HTTP answer. Only the
 * server's routes call it.
 */
@NullMarked
package io.ringrank.gateway.rerank;

import org.jspecify.annotations.NullMarked;
