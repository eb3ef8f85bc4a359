// SPDX-License-Identifier: Apache-2.0
/**
 * Turns a query and its documents into token rows, by the pair layout of the model's family. Called
 * by the runtime of an engine.
 *
 * <p>Knows no native code: texts become tokens through {@link
 * io.ringrank.backend.llamacpp.layout.TextTokenizer}.
 */
@NullMarked
package io.ringrank.backend.llamacpp.layout;

import org.jspecify.annotations.NullMarked;
