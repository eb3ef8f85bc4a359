// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.eval.collection;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;

/**
 * A document at its place in a ranking.
 *
 * @param score finite; the higher, the nearer to the top
 */
public record Candidate(String document, double score) {

    /**
     * The order of trec_eval, which does not look at the ranks in the file: higher scores first,
     * then the later document id, by bytes (comp_sim_docno in form_res_rels.c; scores are doubles
     * since its version 10).
     */
    static final Comparator<Candidate> BEST_FIRST = Comparator.comparingDouble(Candidate::score)
            .thenComparing(Candidate::document, Candidate::compareBytes)
            .reversed();

    private static int compareBytes(String one, String other) {
        return Arrays.compareUnsigned(one.getBytes(StandardCharsets.UTF_8),
                other.getBytes(StandardCharsets.UTF_8));
    }
}
