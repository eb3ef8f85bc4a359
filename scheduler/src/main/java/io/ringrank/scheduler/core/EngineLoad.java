// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.core;

import io.ringrank.scheduler.cost.LearnedCost;
import io.ringrank.scheduler.engine.EngineFacts;
import java.util.Optional;

/**
 * One engine that is up, at one moment. Any thread.
 *
 * @param engine its number in the deployment
 * @param lanesAtWork of its lanes
 * @param batchesInHand that it has not answered
 * @param busyNanos what its lanes have computed altogether since it came up
 * @param cost of its batches; empty before the first one
 */
public record EngineLoad(int engine, EngineFacts facts, int lanesAtWork, int batchesInHand,
        long busyNanos, Optional<LearnedCost> cost) {

    /** Pairs of that length that it scores in a second when it is never idle; 0 if not known. */
    public double pairsPerSecond(int pairTokens) {
        return cost.map(learned -> facts.lanes() * learned.pairsPerSecond(pairTokens)).orElse(0.0);
    }
}
