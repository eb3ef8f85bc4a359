// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.engine;

import io.ringrank.backend.llamacpp.natives.EnginePlan;
import io.ringrank.gateway.app.LocalNatives;

/**
 * What a side runs.
 *
 * @param plan how many processes there are, and what each computes with
 * @param natives knows in what kind of JVM
 */
record BenchSetup(BenchedModel model, EnginePlan plan, LocalNatives natives) {

    /** Of all processes. */
    int lanes() {
        return plan.engines() * plan.compute().lanes();
    }

    BenchSetup with(EnginePlan other) {
        return new BenchSetup(model, other, natives);
    }
}
