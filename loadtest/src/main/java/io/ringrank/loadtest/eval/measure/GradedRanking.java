// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.eval.measure;

import java.util.Arrays;

/**
 * One ranking for one query, as measures see it. A grade of 0 is not relevant, 1 is, and more is
 * better.
 *
 * @param ranked the grade of the document at each rank, best rank first
 * @param relevant the grades of all relevant documents, found or not, highest first; at least one
 */
public record GradedRanking(int[] ranked, int[] relevant) {

    /** The best that reordering the same documents can reach. */
    public GradedRanking ideal() {
        int[] best = ranked.clone();
        Arrays.sort(best);
        for (int i = 0, j = best.length - 1; i < j; i++, j--) {
            int lower = best[i];
            best[i] = best[j];
            best[j] = lower;
        }
        return new GradedRanking(best, relevant);
    }
}
