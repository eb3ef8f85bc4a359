// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.scheduler;

import io.ringrank.scheduler.engine.EngineAnswer;
import io.ringrank.scheduler.engine.EngineInbox;
import io.ringrank.scheduler.engine.EnginePort;
import io.ringrank.scheduler.pair.PreparedPair;
import io.ringrank.scheduler.pair.ScoringOptions;
import java.util.List;

/** Answers before the command returns, so that all time is the scheduler's. */
record InstantEngine(EngineInbox inbox) implements EnginePort {

    @Override
    public void tokenize(long id, byte[] query, List<byte[]> documents, ScoringOptions options) {
        inbox.offer(new EngineAnswer.Tokenized(0, id, MadeUpRows.of(documents)));
    }

    @Override
    public void score(long id, int lane, List<PreparedPair> batch) {
        inbox.offer(new EngineAnswer.Scored(0, id, new float[batch.size()], 1));
    }

    @Override
    public void kill(String reason) {
        throw new AssertionError("an engine that works was killed: " + reason);
    }
}
