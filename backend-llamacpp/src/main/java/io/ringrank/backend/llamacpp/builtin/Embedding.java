// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.builtin;

import io.ringrank.backend.llamacpp.builtin.Token.Role;
import java.util.Arrays;
import java.util.List;

/**
 * The rows of the token embedding and where each fact of a token stands in them. Any thread.
 *
 * <p>
 * Row {@code id} is the token in the query; row {@code id + V} is the same token in the document,
 * which differs in the segment alone.
 */
final class Embedding {
    /*
     * LayerNorm subtracts the mean of a vector and scales its norm to sqrt(SIZE). Every row has mean
     * zero, because a code is balanced and every other value v stands beside a -v; and every row has
     * the same norm, because what lacks a code has a kind of the same norm, and a weight is stored as
     * the cosine and the sine of an angle. So LayerNorm multiplies every row by one known constant,
     * and the layers can be written as if it were not there.
     */

    /** A multiple of 32, so that rows can be stored as Q8_0. */
    static final int SIZE = 160;

    /** The code of the term starts here. */
    static final int CODE = 0;
    /** cos, sin, -cos, -sin: see {@link #weightAngle}. */
    static final int WEIGHT = TermCodes.BITS;
    /** +1 in the query, -1 in the document. */
    static final int SEGMENT = WEIGHT + 4;
    /** {@link #KIND_VALUE} for [CLS]. */
    static final int START = SEGMENT + 2;
    /** {@link #KIND_VALUE} for [SEP]. */
    static final int SEPARATOR = START + 2;
    /** {@link #KIND_VALUE} for what is ignored. */
    static final int IGNORED = SEPARATOR + 2;
    /** Written by layer 1: +1 where the other text has the term, else -1. */
    static final int MATCH = IGNORED + 2;
    /** Written by layer 2: at [CLS] the coverage, at [SEP] the density; from -1 to 1. */
    static final int AVERAGE = MATCH + 2;
    /** Written by layer 3: at [CLS] the density; from -1 to 1. */
    static final int DENSITY = AVERAGE + 2;

    /** A kind weighs as much as the code that it stands for: 2 x 8^2 = 128. */
    static final double KIND_VALUE = Math.sqrt(TermCodes.BITS / 2.0);
    /** What each row's squares add up to: code or kind, weight and segment. */
    static final double SQUARED_NORM = TermCodes.BITS + 2 + 2;

    private static final double LIGHTEST = 0.02;
    private static final double HEAVIEST = 4.0;

    private final List<Token> tokens;
    private final TermCodes codes;

    Embedding(List<Token> tokens, TermCodes codes) {
        this.tokens = tokens;
        this.codes = codes;
    }

    /** Fills row {@code id}, from 0 to twice the number of tokens. */
    void fill(long id, float[] row) {
        int size = tokens.size();
        Token token = tokens.get(Math.toIntExact(id % size));
        Arrays.fill(row, 0);
        double angle = 0;
        switch (token.role()) {
            case TERM -> {
                for (int bit = 0; bit < TermCodes.BITS; bit++) {
                    row[CODE + bit] = codes.sign(token.term(), bit);
                }
                angle = weightAngle(token.weight());
            }
            case START, SEPARATOR, IGNORED -> pair(row, kind(token.role()), KIND_VALUE);
        }
        double cos = StrictMath.cos(angle);
        double sin = StrictMath.sin(angle);
        row[WEIGHT] = (float) cos;
        row[WEIGHT + 1] = (float) sin;
        row[WEIGHT + 2] = (float) -cos;
        row[WEIGHT + 3] = (float) -sin;
        pair(row, SEGMENT, id < size ? 1 : -1);
    }

    /** Returns what a cosine of 1 stands for, as half of the range of the weights' logarithms. */
    static double halfLogRange() {
        return StrictMath.log(HEAVIEST / LIGHTEST) / 2;
    }

    /** The cosine of the angle is the weight's logarithm, mapped to -1 .. 1. */
    private static double weightAngle(double weight) {
        if (weight < LIGHTEST || weight > HEAVIEST) {
            throw new IllegalArgumentException("weight is out of range: " + weight);
        }
        double cos = StrictMath.log(weight / LIGHTEST) / halfLogRange() - 1;
        return StrictMath.acos(Math.clamp(cos, -1.0, 1.0));
    }

    private static int kind(Role role) {
        return switch (role) {
            case START -> START;
            case SEPARATOR -> SEPARATOR;
            case IGNORED -> IGNORED;
            case TERM -> CODE;
        };
    }

    private static void pair(float[] row, int at, double value) {
        row[at] = (float) value;
        row[at + 1] = (float) -value;
    }
}
