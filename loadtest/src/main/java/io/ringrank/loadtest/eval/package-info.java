// SPDX-License-Identifier: Apache-2.0
/**
 * Turns a test collection and a running server into the answer to one question: does reranking help?
 * The command line calls it as {@code ringrank eval}.
 */
@NullMarked
package io.ringrank.loadtest.eval;

import org.jspecify.annotations.NullMarked;
