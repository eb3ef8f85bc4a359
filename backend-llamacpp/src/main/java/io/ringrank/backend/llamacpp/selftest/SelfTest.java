// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.selftest;

import io.ringrank.backend.llamacpp.gguf.GgmlType;
import io.ringrank.backend.llamacpp.selftest.GoldenVectors.Pair;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Compares what a running model scores with what it is known to score. Any thread. */
public final class SelfTest {

    private SelfTest() {}

    /** What scores. */
    @FunctionalInterface
    public interface Scorer {

        /** Waits for the raw scores of a query with each of its documents. */
        Answer score(String query, List<String> documents) throws InterruptedException;
    }

    /** What became of a query. */
    public sealed interface Answer {

        /** @param scores one for each document, in their order */
        record Scores(List<Double> scores) implements Answer {}

        /** @param reason why there are none, as a part of a sentence */
        record None(String reason) implements Answer {}
    }

    /**
     * Asks for every pair.
     *
     * @param fileType how most of the model's numbers are stored; rounding moves scores
     */
    public static SelfTestResult run(GoldenVectors vectors, GgmlType fileType, Scorer scorer)
            throws InterruptedException {
        double tolerance = vectors.tolerance(fileType);
        double deviation = 0;
        boolean orderKept = true;
        for (Map.Entry<String, List<Pair>> group : byQuery(vectors).entrySet()) {
            List<Pair> pairs = group.getValue();
            List<String> documents = pairs.stream().map(Pair::document).toList();
            switch (scorer.score(group.getKey(), documents)) {
                case Answer.None(String reason) -> {
                    return new SelfTestResult.NotScored(vectors.model(), vectors.verified(),
                            reason);
                }
                case Answer.Scores(List<Double> scores) -> {
                    deviation = Math.max(deviation, deviation(pairs, scores));
                    orderKept &= isOrderKept(pairs, scores, tolerance);
                }
            }
        }
        return new SelfTestResult.Compared(vectors.model(), vectors.verified(),
                vectors.pairs().size(), deviation, tolerance, orderKept);
    }

    private static Map<String, List<Pair>> byQuery(GoldenVectors vectors) {
        Map<String, List<Pair>> groups = new LinkedHashMap<>();
        vectors.pairs()
                .forEach(pair -> groups.computeIfAbsent(pair.query(), _ -> new ArrayList<>())
                        .add(pair));
        return groups;
    }

    /** A score that is not a number is as far off as can be. */
    private static double deviation(List<Pair> pairs, List<Double> scores) {
        double most = 0;
        for (int i = 0; i < pairs.size(); i++) {
            double off = Math.abs(scores.get(i) - pairs.get(i).score());
            most = Math.max(most, Double.isNaN(off) ? Double.POSITIVE_INFINITY : off);
        }
        return most;
    }

    /** Kendall's concordance, for pairs that lie further apart than the tolerance can explain. */
    private static boolean isOrderKept(List<Pair> pairs, List<Double> scores, double tolerance) {
        for (int i = 0; i < pairs.size(); i++) {
            for (int k = 0; k < pairs.size(); k++) {
                boolean apart = pairs.get(i).score() - pairs.get(k).score() > 2 * tolerance;
                if (apart && !(scores.get(i) > scores.get(k))) {
                    return false;
                }
            }
        }
        return true;
    }
}
