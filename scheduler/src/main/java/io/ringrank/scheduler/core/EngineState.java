// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.core;

import io.ringrank.scheduler.engine.EngineFacts;
import io.ringrank.scheduler.engine.EnginePort;

/** An engine that is up, and how much it has to do. */
final class EngineState {

    /** One batch runs, one waits in the engine, so that a lane never waits for the socket. */
    static final int BATCHES_PER_LANE_MAX = 2;

    final EnginePort port;
    final EngineFacts facts;

    /** Batches that each lane has been sent and has not answered. */
    final int[] batchesOut;

    int tokenizeCallsOut;

    EngineState(EnginePort port, EngineFacts facts) {
        this.port = port;
        this.facts = facts;
        this.batchesOut = new int[facts.lanes()];
    }
}
