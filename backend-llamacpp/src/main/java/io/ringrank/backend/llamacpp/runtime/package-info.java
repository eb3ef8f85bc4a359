// SPDX-License-Identifier: Apache-2.0
/**
 * Turns a model file into lanes that score token rows, and hides which native library does it.
 * Called by the engine process only; the gateway never loads a native library.
 *
 * <pre>{@code
 *   LlamaRuntime.open(library, log)
 *     ModelRuntime.load(file, options, listener)      -> LoadOutcome: Loaded | Refused
 *       LoadedModel.tokenize(query, documents, ...)   any thread
 *       LoadedModel.openLane()                        the lane's own thread
 *         Lane.score(rows)                            the same thread, until Lane.close()
 * }</pre>
 *
 * <p>llama.cpp ends the process on a failed assertion, so everything a file or a caller can get wrong
 * is checked here before native code sees it; what slips through kills the engine, never the gateway.
 */
@NullMarked
package io.ringrank.backend.llamacpp.runtime;

import org.jspecify.annotations.NullMarked;
