// SPDX-License-Identifier: Apache-2.0
/**
 * Turns frames from a gateway into calls of the runtime and the results back into frames: the inside
 * of an engine process. Started by the client package as a JVM of its own; nobody else calls it.
 *
 * <pre>{@code
 *   main thread         connects, loads the model, says Ready
 *   event loop          frames in -> bounded queues; answers out
 *   tokenizer threads   Tokenize -> Tokenized | QueryTooLong | CommandFailed
 *   lane threads        Score -> Scored | CommandFailed
 *   gateway watch       standard input ends -> the process ends
 * }</pre>
 *
 * <p>Each command has one answer. What can't be answered, a fault in this code, ends the process: the
 * gateway starts another and nothing is lost, since an engine remembers nothing between commands.
 */
@NullMarked
package io.ringrank.backend.llamacpp.engine;

import org.jspecify.annotations.NullMarked;
