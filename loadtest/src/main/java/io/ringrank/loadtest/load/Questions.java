// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.load;

import io.ringrank.loadtest.engine.Workload;
import io.ringrank.loadtest.model.EnglishWords;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Makes questions by number; the same seed and number give the same one everywhere. Any thread. */
public final class Questions {

    private static final int QUERY_WORDS = 8;

    /** What the layouts of the models made here put around query and document. */
    private static final int FIXED_TOKENS = 4;
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private Questions() {}

    /**
     * Questions of which no two share a pair.
     *
     * @param lengths of pairs in tokens, if each word is one
     */
    public static LongFunction<Question> cold(Workload lengths, long seed, int documents) {
        return number -> {
            SplittableRandom random = random(seed, number);
            String query = text(random, QUERY_WORDS);
            return new Question(query,
                    Stream.generate(() -> document(random, lengths)).limit(documents).toList());
        };
    }

    /**
     * Draws from one query's documents: the one of rank r with a probability that is proportional to 1/r.
     *
     * @param pairs how many documents there are
     */
    public static LongFunction<Question> zipf(long seed, int pairs, int documents) {
        SplittableRandom texts = random(seed, -1);
        String query = text(texts, QUERY_WORDS);
        List<String> all = Stream.generate(() -> document(texts, Workload.UNIFORM))
                .limit(pairs)
                .toList();
        double[] upTo = IntStream.rangeClosed(1, pairs).mapToDouble(rank -> 1.0 / rank).toArray();
        Arrays.parallelPrefix(upTo, Double::sum);
        return number -> {
            SplittableRandom random = random(seed, number);
            return new Question(query, IntStream.range(0, documents)
                    .mapToObj(_ -> all.get(rank(upTo, random.nextDouble(upTo[pairs - 1]))))
                    .toList());
        };
    }

    /** The first rank, from 0 on, whose sum is above the drawn number. */
    private static int rank(double[] upTo, double drawn) {
        int place = Arrays.binarySearch(upTo, drawn);
        return place >= 0 ? place + 1 : -place - 1;
    }

    private static SplittableRandom random(long seed, long number) {
        return new SplittableRandom(seed * GOLDEN_GAMMA + number);
    }

    private static String document(SplittableRandom random, Workload lengths) {
        return text(random, lengths.nextTokens(random) - QUERY_WORDS - FIXED_TOKENS);
    }

    static String text(SplittableRandom random, int words) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < words; i++) {
            text.append(i == 0 ? "" : " ")
                    .append(EnglishWords.ALL.get(random.nextInt(EnglishWords.ALL.size())));
        }
        return text.toString();
    }
}
