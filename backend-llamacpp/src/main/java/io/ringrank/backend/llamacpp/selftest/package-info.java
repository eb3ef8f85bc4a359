// SPDX-License-Identifier: Apache-2.0
/**
 * Turns the scores of a running model into a verdict: whether they are those that the model is known
 * to give.
 *
 * <p>
 * Called by whoever runs a model; what scores is handed in.
 */
@NullMarked
package io.ringrank.backend.llamacpp.selftest;

import org.jspecify.annotations.NullMarked;
