// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.core;

import io.ringrank.scheduler.cost.Budget;
import io.ringrank.scheduler.cost.CostModel;
import io.ringrank.scheduler.engine.EngineFacts;
import io.ringrank.scheduler.engine.EnginePort;
import java.util.ArrayList;
import java.util.List;

/** An engine that is up, and what it has in hand. */
final class EngineState {

    static final int TOKENIZE_CALLS_MAX = 4;

    final EnginePort port;
    final EngineFacts facts;
    final CostModel cost;
    final List<InHand<Batch>> lanes = new ArrayList<>();
    final InHand<TokenizeCall> tokenizer = new InHand<>();

    /** Takes no new work, so that a suspect can run on it alone. */
    boolean reserved;

    /** Whether a suspect has run on it since it was reserved. */
    boolean ranAlone;

    /** Was told to end and has not yet. */
    boolean condemned;

    /** Whether the watchdog has seen it late, and since when. */
    boolean overdue;
    long overdueSinceNanos;

    /** What its lanes have computed altogether. */
    long busyNanos;

    /** @param cost shared with all engines of its kind */
    EngineState(EnginePort port, EngineFacts facts, CostModel cost) {
        this.port = port;
        this.facts = facts;
        this.cost = cost;
        for (int lane = 0; lane < facts.lanes(); lane++) {
            lanes.add(new InHand<>());
        }
    }

    boolean takesWork() {
        return !reserved && !condemned;
    }

    boolean isIdle() {
        return load() == 0;
    }

    /** Commands that it has not answered. */
    int load() {
        int load = tokenizer.size();
        for (InHand<Batch> lane : lanes) {
            load += lane.size();
        }
        return load;
    }

    /** Batches that one lane may have in hand: so many that it never waits for the socket. */
    int batchesPerLaneMax() {
        return 1 + facts.device().batchesAheadMax();
    }

    /** Most tokens of a batch with that budget; engines of one kind may have limits of their own. */
    int tokensMax(Budget budget) {
        return Math.min(budget.tokens(), facts.tokensPerBatch());
    }

    /** What all its lanes should score when there is enough to do; 0 if that is not known. */
    double tokensPerSecond() {
        return facts.lanes() * cost.tokensPerSecond();
    }

    int batchesInHand() {
        return load() - tokenizer.size();
    }

    EngineLoad describe(int number) {
        return new EngineLoad(number, facts, lanesAtWork(), batchesInHand(), busyNanos,
                cost.learned());
    }

    private int lanesAtWork() {
        int atWork = 0;
        for (InHand<Batch> lane : lanes) {
            atWork += lane.size() > 0 ? 1 : 0;
        }
        return atWork;
    }
}
