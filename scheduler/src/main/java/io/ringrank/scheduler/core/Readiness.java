// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.core;

import io.ringrank.scheduler.pair.ScoringProfile;

/** What a deployment's scheduler would say to a new request. Immutable, read by any thread. */
public sealed interface Readiness {

    /** No engine has been ready yet. */
    record Starting() implements Readiness {}

    /**
     * At least one engine was ready.
     *
     * @param takesInstruction whether a request may say what the model judges
     * @param lanes of all engines that are up; 0 while the last one restarts
     */
    record Serving(ScoringProfile profile, boolean takesInstruction,
            int lanes) implements Readiness {}

    /** No engine is up and none is about to be. */
    record Unavailable(String reason) implements Readiness {}
}
