// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.core;

import io.ringrank.scheduler.cost.EngineKind;
import io.ringrank.scheduler.cost.LearnedCost;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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

    /** Tokens that all engines score in a second when none is idle; 0 if not known. */
    public double tokensPerSecond() {
        return pairsPerSecond(1);
    }

    /** What has been learned of the engines that are up. */
    public Map<EngineKind, LearnedCost> costs() {
        Map<EngineKind, LearnedCost> costs = new HashMap<>();
        engines.forEach(engine -> engine.cost()
                .ifPresent(cost -> costs.put(engine.facts().kind(), cost)));
        return costs;
    }
}
