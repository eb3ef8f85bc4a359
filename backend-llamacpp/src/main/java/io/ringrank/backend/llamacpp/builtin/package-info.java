// SPDX-License-Identifier: Apache-2.0
/**
 * Turns a word list of our own into a small GGUF reranker whose weights are computed, not trained.
 *
 * <p>
 * Called by whoever starts engines, through {@code BuiltinModel} alone; runs no model itself.
 */
@NullMarked
package io.ringrank.backend.llamacpp.builtin;

import org.jspecify.annotations.NullMarked;
