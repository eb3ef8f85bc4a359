// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.compare;

import io.ringrank.loadtest.engine.Workload;
import java.util.List;

/**
 * How a peer is started.
 *
 * @param parallel pairs at a time
 * @param batchTokens of a batch, logical and physical
 * @param threads of each batch
 */
record Settings(int parallel, int batchTokens, int threads) {

    /** The longest pair, and a power of two. */
    private static final int CONTEXT_TOKENS = Integer.highestOneBit(Workload.TOKENS_MAX) << 1;

    static final int CANDIDATES = 5;

    /** What is worth a try, the likeliest first. */
    static List<Settings> candidates(int cores) {
        return List.of(new Settings(1, CONTEXT_TOKENS, cores),
                new Settings(2, CONTEXT_TOKENS, cores), new Settings(4, CONTEXT_TOKENS, cores),
                new Settings(8, 2 * CONTEXT_TOKENS, cores),
                new Settings(4, CONTEXT_TOKENS, Math.max(1, cores / 2)));
    }

    /** Of all pairs at a time. */
    int contextTokens() {
        return parallel * CONTEXT_TOKENS;
    }

    @Override
    public String toString() {
        return "parallel " + parallel + ", batch " + batchTokens + ", threads " + threads;
    }
}
