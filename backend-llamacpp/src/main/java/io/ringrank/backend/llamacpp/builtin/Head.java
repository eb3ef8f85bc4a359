// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.builtin;

import static io.ringrank.backend.llamacpp.builtin.Embedding.AVERAGE;
import static io.ringrank.backend.llamacpp.builtin.Embedding.DENSITY;

/**
 * Turns coverage and density at [CLS] into the score, from about -6 to 6:
 * {@code cls.output . tanh(cls . x)}. Any thread once built.
 *
 * <p>
 * Coverage decides; density (the share of the document that the query names) tells apart documents
 * that cover the query alike, the one that is about it from the one that also mentions it.
 */
final class Head {

    private static final double COVERAGE_SCORE = 5.5;
    private static final double DENSITY_SCORE = 0.5;
    /** Argument of tanh at full coverage: small, so that tanh hardly bends. */
    private static final double REACH = 0.5;

    private Head() {}

    /** The dense layer before tanh. */
    static Projection dense() {
        double factor = REACH / AttentionLayer.scale(1);
        return new Projection().add(AVERAGE, AVERAGE, factor).add(DENSITY, DENSITY, factor);
    }

    /** The one row of the output layer; its bias is zero. */
    static void fillOutput(long row, float[] into) {
        double full = StrictMath.tanh(REACH);
        into[AVERAGE] = (float) (COVERAGE_SCORE / full);
        into[DENSITY] = (float) (DENSITY_SCORE / full);
    }
}
