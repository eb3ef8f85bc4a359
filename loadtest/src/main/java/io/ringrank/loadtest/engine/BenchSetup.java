// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.engine;

import java.nio.file.Path;

/**
 * What both sides run.
 *
 * @param lanes of all processes of a side
 * @param tokensPerBatch what a context is made for
 */
record BenchSetup(Path model, int lanes, int tokensPerBatch, BenchedLibrary natives) {

    BenchSetup with(BenchedLibrary other) {
        return new BenchSetup(model, lanes, tokensPerBatch, other);
    }

    /** Of each process but perhaps the last. */
    int lanesPerProcess() {
        return Math.min(lanes, natives.lanesPerProcess());
    }
}
