// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.core;

import java.util.List;

/**
 * How much a deployment has to do and how fast it is, as its scheduler saw it a few milliseconds ago.
 * Immutable, read by any thread.
 *
 * @param requests that have not ended
 * @param readyPairs that are tokenised and wait for a lane
 * @param readyTokens of those pairs
 * @param busyNanos what the lanes of all engines have computed since the start
 * @param engines that are up, by number
 */
public record LoadSnapshot(int requests, int readyPairs, long readyTokens, long busyNanos,
        List<EngineLoad> engines) {

    /** Before anything has happened. */
    public static final LoadSnapshot NONE = new LoadSnapshot(0, 0, 0, 0, List.of());

    public LoadSnapshot {
        engines = List.copyOf(engines);
    }

    /** Pairs of that length that all engines score in a second when none is idle; 0 if not known. */
    public double pairsPerSecond(int pairTokens) {
        return engines.stream().mapToDouble(engine -> engine.pairsPerSecond(pairTokens)).sum();
    }
}
