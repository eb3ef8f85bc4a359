// SPDX-License-Identifier: Apache-2.0
/**
 * Turns what went wrong into one HTTP answer that every family of clients can read. Every handler may
 * call it.
 */
@NullMarked
package io.ringrank.gateway.error;

import org.jspecify.annotations.NullMarked;
