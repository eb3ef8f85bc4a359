// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.app;

import io.ringrank.backend.llamacpp.client.EngineState;

/** Says for operators what an engine is doing. Any thread. */
final class EngineWords {

    private static final int PERCENT = 100;

    private EngineWords() {}

    static String of(EngineState state) {
        return switch (state) {
            case EngineState.Starting() -> "starting";
            case EngineState.Loading _ -> "loading";
            case EngineState.Running _ -> "running";
            case EngineState.Restarting _ -> "restarting";
            case EngineState.Failed _ -> "failed";
            case EngineState.Stopped() -> "stopped";
        };
    }

    static String describe(EngineState state) {
        return switch (state) {
            case EngineState.Starting() -> "an engine process is starting";
            case EngineState.Loading(float fraction) ->
                "the model is loading, " + Math.round(PERCENT * fraction) + " %";
            case EngineState.Running running ->
                "running " + running.architecture() + " with llama.cpp "
                        + running.facts().profile().nativeBuild();
            case EngineState.Restarting restarting -> "the engine ended and starts again in "
                    + restarting.delay().toMillis() + " ms: " + restarting.reason();
            case EngineState.Failed failed -> failed.reason();
            case EngineState.Stopped() -> "stopped";
        };
    }
}
