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

    /** A score depends on the batch it was computed in, by less than this (field measurements). */
    private static final double TOLERANCE = 5e-3;

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
