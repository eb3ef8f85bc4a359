// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.eval.measure;

import java.util.List;

/**
 * A measure at a cut-off.
 *
 * @param key for programs
 * @param k ranks that count, from 1
 */
public record MeasureAt(String key, String name, Measure measure, int k) {

    /**
     * What a report shows, the most important first. The last one is a property of the candidates
     * and not of their order: what a first stage did not find, no reranker finds.
     *
     * @param k ranks that readers see
     * @param candidates of a query at most
     */
    public static List<MeasureAt> all(int k, int candidates) {
        return List.of(new MeasureAt("ndcg", "nDCG", Measure.NDCG, k),
                new MeasureAt("mrr", "MRR", Measure.RECIPROCAL_RANK, k),
                new MeasureAt("recall", "recall", Measure.RECALL, k),
                new MeasureAt("map", "MAP", Measure.AVERAGE_PRECISION, candidates),
                new MeasureAt("candidate_recall", "recall", Measure.RECALL, candidates));
    }

    /** For people: {@code nDCG@10}. */
    public String label() {
        return name + '@' + k;
    }

    public double of(GradedRanking ranking) {
        return measure.of(ranking, k);
    }
}
