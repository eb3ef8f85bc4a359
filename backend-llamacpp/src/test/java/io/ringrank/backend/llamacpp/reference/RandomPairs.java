// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.reference;

import io.ringrank.backend.llamacpp.fixture.Syllables;
import io.ringrank.backend.llamacpp.runtime.Lane;
import io.ringrank.backend.llamacpp.runtime.LaneException;
import io.ringrank.backend.llamacpp.runtime.LoadedModel;
import io.ringrank.scheduler.engine.TokenizedQuery;
import io.ringrank.scheduler.pair.PreparedPair;
import io.ringrank.scheduler.pair.ScoringOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Pairs of random texts, always the same, and what is done with them. Any thread. */
final class RandomPairs {
    private static final long SEED = 20_260_102;
    private static final int DOCUMENTS_PER_QUERY = 6;
    private static final int LONG_ONE_IN = 8;

    private RandomPairs() {}

    /** Pairs of all lengths, some of them cut to fit; a multiple of six. */
    static List<PreparedPair> of(LoadedModel model, int count) {
        Random random = new Random(SEED);
        List<PreparedPair> pairs = new ArrayList<>();
        while (pairs.size() < count) {
            String query = Syllables.text(random, 1 + random.nextInt(10));
            List<String> documents = IntStream.range(0, DOCUMENTS_PER_QUERY)
                    .mapToObj(i -> Syllables.text(random, length(random)))
                    .toList();
            TokenizedQuery.Rows rows = (TokenizedQuery.Rows) model.tokenize(query, documents,
                    ScoringOptions.DEFAULT);
            IntStream.range(0, documents.size()).mapToObj(rows::pair).forEach(pairs::add);
        }
        return pairs;
    }

    private static int length(Random random) {
        return random.nextInt(LONG_ONE_IN) == 0 ? 200 : random.nextInt(50);
    }

    static double[] score(Lane lane, List<PreparedPair> pairs, int pairsPerBatch)
            throws LaneException {
        double[] scores = new double[pairs.size()];
        for (int from = 0; from < pairs.size(); from += pairsPerBatch) {
            int to = Math.min(from + pairsPerBatch, pairs.size());
            float[] batch = lane.score(pairs.subList(from, to));
            for (int i = 0; i < batch.length; i++) {
                scores[from + i] = batch[i];
            }
        }
        return scores;
    }

    static int[] ids(PreparedPair pair) {
        return IntStream
                .concat(IntStream.of(pair.prefix().ids()), IntStream.of(pair.suffix().ids()))
                .toArray();
    }
}
