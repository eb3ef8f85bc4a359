// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.builtin;

import java.util.List;

/**
 * Pairs whose scores by the built-in model are known, to try a library with. Any thread.
 */
public final class KnownScores {
    /** The query of all pairs. */
    public static final String QUERY = "What is a panda?";
    /** The documents. */
    public static final List<String> DOCUMENTS = List.of("hi", "it is a bear",
            "The giant panda (Ailuropoda melanoleuca), sometimes called a panda bear or simply"
                    + " panda, is a bear species endemic to China.");

    /** By the double-precision pass of the tests. */
    private static final double[] SCORES = {-5.9228, -5.5701, 5.0534};

    private KnownScores() {}

    /** Returns the largest difference from what is known; NaN when a score is none. */
    public static double worstDifference(float[] scores) {
        if (scores.length != SCORES.length) {
            throw new IllegalArgumentException(
                    "expected " + SCORES.length + " scores, found " + scores.length);
        }
        double worst = 0;
        for (int i = 0; i < scores.length; i++) {
            worst = Math.max(worst, Math.abs(scores[i] - SCORES[i]));
        }
        return worst;
    }
}
