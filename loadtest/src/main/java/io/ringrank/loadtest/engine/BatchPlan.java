// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.engine;

import io.ringrank.scheduler.pair.PreparedPair;
import io.ringrank.scheduler.pair.TokenRow;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What the lanes compute in one round. The same plan gives the same batches in every process. Any
 * thread.
 *
 * @param seed decides lengths and tokens
 * @param pairsPerLane how many pairs each lane computes
 * @param tokensPerBatch a batch takes pairs in their order up to this, and always one
 * @param pairsPerBatch most pairs of a batch
 * @param vocabularyTokens ids are below this
 */
record BatchPlan(Workload workload, long seed, int pairsPerLane, int tokensPerBatch,
        int pairsPerBatch, int vocabularyTokens) {
    /*
     * Batches are filled as the scheduler's ScoreStage fills them while more pairs wait than fit.
     * The tokens are random: how long an encoder computes does not depend on which they are.
     */

    private static final int QUERY_TOKENS = 12;
    private static final int DOCUMENTS_PER_QUERY = 32;
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    /** The batches of a lane, in their order. */
    List<List<PreparedPair>> ofLane(int lane) {
        List<List<PreparedPair>> batches = new ArrayList<>();
        List<PreparedPair> batch = new ArrayList<>();
        int tokens = 0;
        for (PreparedPair pair : pairs(lane)) {
            boolean fits = tokens + pair.tokens() <= tokensPerBatch
                    && batch.size() < pairsPerBatch;
            if (!batch.isEmpty() && !fits) {
                batches.add(batch);
                batch = new ArrayList<>();
                tokens = 0;
            }
            batch.add(pair);
            tokens += pair.tokens();
        }
        batches.add(batch);
        return batches;
    }

    private List<PreparedPair> pairs(int lane) {
        SplittableRandom random = new SplittableRandom(seed * GOLDEN_GAMMA + lane);
        List<PreparedPair> pairs = new ArrayList<>(pairsPerLane);
        TokenRow query = row(random, QUERY_TOKENS);
        for (int i = 0; i < pairsPerLane; i++) {
            if (i % DOCUMENTS_PER_QUERY == 0) {
                query = row(random, QUERY_TOKENS);
            }
            int tokens = workload.nextTokens(random);
            pairs.add(new PreparedPair(query, row(random, tokens - QUERY_TOKENS), false));
        }
        return pairs;
    }

    private TokenRow row(SplittableRandom random, int tokens) {
        return new TokenRow(random.ints(tokens, 0, vocabularyTokens).toArray());
    }

    /** What {@link #parse} reads. */
    String toLine() {
        return workload + " " + seed + " " + pairsPerLane + " " + tokensPerBatch + " "
                + pairsPerBatch + " " + vocabularyTokens;
    }

    static BatchPlan parse(String line) {
        String[] words = line.split(" ", -1);
        return new BatchPlan(Workload.valueOf(words[0]), Long.parseLong(words[1]),
                Integer.parseInt(words[2]), Integer.parseInt(words[3]), Integer.parseInt(words[4]),
                Integer.parseInt(words[5]));
    }
}
