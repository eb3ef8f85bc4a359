// SPDX-License-Identifier: Apache-2.0
/**
 * Turns the header of a model file into a verdict: whether an engine may see it, and if not, why.
 *
 * <p>
 * Called by whoever is about to start an engine, download a file or explain one; never runs native
 * code. What the checks know of llama.cpp stands beside each of them.
 */
@NullMarked
package io.ringrank.backend.llamacpp.doctor;

import org.jspecify.annotations.NullMarked;
