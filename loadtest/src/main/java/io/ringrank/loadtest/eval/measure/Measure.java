// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.eval.measure;

/**
 * How well a ranking answers a query, from 0 to 1, computed as trec_eval 10 does by default: a
 * document is relevant from grade 1 on, and one that nobody judged is not.
 */
public enum Measure {

    /**
     * Discounted cumulative gain over that of the best ranking there could be (Järvelin and
     * Kekäläinen, TOIS 20, 2002), cut at rank k: the sum over ranks i from 1 to k of
     * {@code grade(i) / log2(i + 1)}. The gain is the grade itself and not two to its power.
     * trec_eval's {@code ndcg_cut}.
     */
    NDCG {

        @Override
        public double of(GradedRanking ranking, int k) {
            return gain(ranking.ranked(), k) / gain(ranking.relevant(), k);
        }
    },

    /**
     * One over the rank of the first relevant document, or 0 if there is none in the first k.
     * trec_eval's {@code recip_rank} of a run that is cut at k ({@code -M k}).
     */
    RECIPROCAL_RANK {

        @Override
        public double of(GradedRanking ranking, int k) {
            int ranks = Math.min(k, ranking.ranked().length);
            for (int i = 0; i < ranks; i++) {
                if (ranking.ranked()[i] > 0) {
                    return 1.0 / (i + 1);
                }
            }
            return 0;
        }
    },

    /** The share of the relevant documents that is in the first k. trec_eval's {@code recall}. */
    RECALL {

        @Override
        public double of(GradedRanking ranking, int k) {
            return (double) found(ranking.ranked(), k) / ranking.relevant().length;
        }
    },

    /**
     * The mean over all relevant documents of the precision at their rank, which is 0 for those
     * that are not in the first k. trec_eval's {@code map_cut}.
     */
    AVERAGE_PRECISION {

        @Override
        public double of(GradedRanking ranking, int k) {
            int ranks = Math.min(k, ranking.ranked().length);
            int found = 0;
            double sum = 0;
            for (int i = 0; i < ranks; i++) {
                if (ranking.ranked()[i] > 0) {
                    found++;
                    sum += (double) found / (i + 1);
                }
            }
            return sum / ranking.relevant().length;
        }
    };

    private static final double LOG_2 = Math.log(2);

    /** @param k how many ranks count, from 1 */
    public abstract double of(GradedRanking ranking, int k);

    private static double gain(int[] grades, int k) {
        double sum = 0;
        for (int i = 0; i < Math.min(k, grades.length); i++) {
            sum += grades[i] * LOG_2 / Math.log(i + 2);
        }
        return sum;
    }

    private static int found(int[] grades, int k) {
        int found = 0;
        for (int i = 0; i < Math.min(k, grades.length); i++) {
            found += grades[i] > 0 ? 1 : 0;
        }
        return found;
    }
}
