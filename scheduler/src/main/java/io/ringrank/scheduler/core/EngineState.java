// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.core;

import io.ringrank.scheduler.engine.EngineFacts;
import io.ringrank.scheduler.engine.EnginePort;
import java.util.ArrayList;
import java.util.List;

/** An engine that is up, and what it has in hand. */
final class EngineState {

    /** One batch runs, one waits in the engine, so that a lane never waits for the socket. */
    static final int BATCHES_PER_LANE_MAX = 2;

    static final int TOKENIZE_CALLS_MAX = 4;

    /** How much of what was learned a new batch replaces. */
    private static final double NEWEST_SHARE = 0.1;

    final EnginePort port;
    final EngineFacts facts;
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

    private double nanosPerToken;

    /** @param nanosPerToken as an engine before this one has shown; NaN if none has */
    EngineState(EnginePort port, EngineFacts facts, double nanosPerToken) {
        this.nanosPerToken = nanosPerToken;
        this.port = port;
        this.facts = facts;
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

    void learn(long tokens, long computeNanos) {
        double seen = (double) computeNanos / tokens;
        nanosPerToken = Double.isNaN(nanosPerToken)
                ? seen
                : nanosPerToken + NEWEST_SHARE * (seen - nanosPerToken);
    }

    /** What was learned; NaN if nothing was. */
    double nanosPerToken() {
        return nanosPerToken;
    }

    /** Computing time of a batch; NaN before anything was learned. */
    double expectedNanos(long tokens) {
        return nanosPerToken * tokens;
    }
}
