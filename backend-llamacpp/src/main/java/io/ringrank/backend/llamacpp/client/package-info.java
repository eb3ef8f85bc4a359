// SPDX-License-Identifier: Apache-2.0
/**
 * Turns an engine specification into a running engine process that answers the scheduler's commands,
 * and keeps it running. Called by the composition root; the scheduler sees only its ports.
 *
 * <pre>{@code
 *   EngineSupervisor      one engine, for good: starts, reports, restarts by RestartPolicy
 *     EngineRun           one life of it, from the socket to the exit of the process
 *       EngineProcess     the child JVM and its last lines of output
 *       EngineClient      the port: outstanding commands and their answers
 * }</pre>
 *
 * <p>All state of an engine lives on one event loop of the link. Nothing here loads a native library
 * of llama.cpp.
 */
@NullMarked
package io.ringrank.backend.llamacpp.client;

import org.jspecify.annotations.NullMarked;
