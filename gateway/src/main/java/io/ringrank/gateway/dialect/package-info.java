// SPDX-License-Identifier: Apache-2.0
/**
 * Turns the bytes of a rerank request into a value that was checked, and an outcome into the bytes of
 * an answer. Event loops call it; nothing here knows who asks or which deployment answers.
 */
@NullMarked
package io.ringrank.gateway.dialect;

import org.jspecify.annotations.NullMarked;
