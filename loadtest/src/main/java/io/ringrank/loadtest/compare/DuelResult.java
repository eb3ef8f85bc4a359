// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.compare;

import java.util.List;

/**
 * What the comparison with one peer gave.
 *
 * @param settings with which the peer was the fastest, and the others that were tried
 * @param scoreDifferenceMax between logits of the same pairs
 * @param points all closed loads, in the order they were measured
 */
record DuelResult(String peer, List<String> settings, double scoreDifferenceMax,
        List<Outcome> outcomes, List<Point> points, List<Goodput> goodputs) {

    /**
     * A score depends on the batch it was computed in: within b4916 alone, those of a Q8_0 model with random
     * weights differ by up to 0.05, those of F32 by 2e-4.
     */
    private static final double TOLERANCE = 0.1;

    /** Keeps copies of the lists. */
    DuelResult {
        settings = List.copyOf(settings);
        outcomes = List.copyOf(outcomes);
        points = List.copyOf(points);
        goodputs = List.copyOf(goodputs);
    }

    boolean scoresAgree() {
        return scoreDifferenceMax <= TOLERANCE;
    }
}
