// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.engine;

import io.ringrank.scheduler.pair.PreparedPair;
import io.ringrank.scheduler.pair.ScoringOptions;
import java.util.List;

/**
 * The commands one engine takes. Scheduler thread only; never waits. Every command gets exactly one
 * answer in the {@link EngineInbox}, unless the engine goes down first: then its one
 * {@link EngineAnswer.Down} answers all that were outstanding.
 */
public interface EnginePort {

    /**
     * Asks for the token rows of one query with several documents.
     *
     * @param id names the command in its answer
     * @param query UTF-8
     * @param documents UTF-8, at least one
     * @param options how the rows are made
     */
    void tokenize(long id, byte[] query, List<byte[]> documents, ScoringOptions options);

    /**
     * Asks a lane to score a batch. Its tokens and pairs are within {@link EngineFacts}.
     *
     * @param id names the command in its answer
     * @param lane from 0
     */
    void score(long id, int lane, List<PreparedPair> batch);

    /**
     * Ends the engine at once, whatever it does; its {@link EngineAnswer.Down} follows.
     *
     * @param reason in words for an operator
     */
    void kill(String reason);
}
