// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.client;

import io.ringrank.scheduler.engine.EngineFacts;
import java.time.Duration;

/** What an engine is doing, for operators. */
public sealed interface EngineState {

    /** The process is being started and has not connected yet. */
    record Starting() implements EngineState {}

    /** @param fraction how much of the model is loaded, 0 to 1 */
    record Loading(float fraction) implements EngineState {}

    /**
     * It takes commands.
     *
     * @param architecture of the model, as its file says
     * @param contextTokens the longest pair
     * @param pid of the engine process
     */
    record Running(EngineFacts facts, String architecture, int contextTokens, long pid)
            implements
                EngineState {}

    /**
     * It died.
     *
     * @param delay until the next start; zero for at once
     */
    record Restarting(String reason, Duration delay) implements EngineState {}

    /**
     * It can't run.
     *
     * @param retryDelay until it is tried once more, in case the cause goes away; zero if the engine
     *        itself said that the model can't be loaded: then it is not tried again
     */
    record Failed(String reason, Duration retryDelay) implements EngineState {}

    /** It was closed. */
    record Stopped() implements EngineState {}
}
