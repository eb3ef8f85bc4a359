// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.core;

import io.ringrank.scheduler.pair.PairKey;
import io.ringrank.scheduler.pair.ScoringOptions;
import io.ringrank.scheduler.ticket.Caller;
import io.ringrank.scheduler.ticket.JobTerms;
import io.ringrank.scheduler.ticket.Ticket;
import java.util.List;

/**
 * What crosses the ring: a ticket and the pairs the cache did not know.
 *
 * @param query UTF-8
 * @param pairs at least one; their credits are claimed
 * @param admittedNanos when it came, on the scheduler's clock
 * @param foreseenNanos how long it should take from then, not stretched; 0 if nobody knew
 */
public record PairRequest(Ticket ticket, Caller caller, byte[] query, ScoringOptions options,
        List<MissedPair> pairs, JobTerms terms, long admittedNanos, long foreseenNanos) {

    /**
     * One pair to score.
     *
     * @param index of the document in its job
     * @param document UTF-8
     * @param tokens that it should have, as claimed from the credits
     */
    public record MissedPair(int index, PairKey key, byte[] document, long tokens) {}

    long deadlineNanos() {
        return admittedNanos + terms.timeoutNanos();
    }

    /** Bytes of the text that all its pairs share. */
    int sharedBytes() {
        return query.length + options.instructionBytes();
    }

    /** Tokens that its pairs should have, as claimed from the credits. */
    public long tokens() {
        long tokens = 0;
        for (MissedPair pair : pairs) {
            tokens += pair.tokens();
        }
        return tokens;
    }

    /** Bytes of text, as claimed from the credits. */
    public long bytes() {
        long bytes = sharedBytes();
        for (MissedPair pair : pairs) {
            bytes += pair.document().length;
        }
        return bytes;
    }
}
