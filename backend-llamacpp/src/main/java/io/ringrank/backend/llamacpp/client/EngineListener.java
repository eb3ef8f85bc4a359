// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.client;

/** Hears what an engine is doing. */
@FunctionalInterface
public interface EngineListener {

    /** Called for each change, in order. Event loop only; must be quick and not throw. */
    void onState(EngineState state);
}
