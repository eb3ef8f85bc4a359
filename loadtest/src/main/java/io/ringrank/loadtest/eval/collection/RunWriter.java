// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.eval.collection;

import java.io.IOException;
import java.util.List;

/** Writes rankings as a run in TREC's six columns, tagged {@value #TAG}. One thread. */
public final class RunWriter {

    private static final String TAG = "ringrank";

    private final Appendable out;

    public RunWriter(Appendable out) {
        this.out = out;
    }

    /** @param ranking best first, by {@code Candidate.score} */
    public void write(String query, List<Candidate> ranking) throws IOException {
        for (int i = 0; i < ranking.size(); i++) {
            Candidate candidate = ranking.get(i);
            out.append(query + " Q0 " + candidate.document() + ' ' + (i + 1) + ' '
                    + shortest(candidate.score()) + ' ' + TAG + '\n');
        }
    }

    /** A server's scores are floats, which have fewer digits than doubles. */
    private static String shortest(double score) {
        float single = (float) score;
        return single == score ? Float.toString(single) : Double.toString(score);
    }
}
