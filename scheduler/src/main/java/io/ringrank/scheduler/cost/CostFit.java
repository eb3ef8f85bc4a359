// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.cost;

/**
 * Fits {@code ns = a + b*tokens + c*tokens^2} to the batches of one kind of engine, with the newest
 * weighing most. Scheduler thread only.
 */
final class CostFit {
    /*
     * Decayed least squares over relative errors: each batch is divided by what was expected of it,
     * so a batch of 64 tokens and one of 8,192 count alike and the unknowns are factors near 1 on
     * the three terms. Three things keep it sane on a machine that does other work too:
     *
     * A batch that is far from what was expected is taken for one that is only as far as batches
     * lately were (Huber's rule, with the spread learned on the way). One descheduled batch moves
     * little; when all batches are slow, the spread grows and they are believed within a few.
     *
     * What fades from the sums is replaced by a weak belief in the present solution (stabilised
     * forgetting). So when batches of one size only are seen for long, their total is followed and
     * the split between the terms stays as it was.
     *
     * No term may be negative: of the solutions over each subset of the terms, the best one without
     * a negative factor is taken. So expectations are positive and grow with the tokens.
     *
     * Before anything is known the terms have the proportions of a small encoder on a processor, and
     * the first batches only set the scale.
     */

    private static final int TERMS = 3;

    /** At 1 token of the neutral shape, b weighs 1, a as much as 16 tokens, c as much at 8,192. */
    private static final double[] NEUTRAL = {16, 1, 1.0 / 8192};

    private static final int WARM_UP_BATCHES = 8;
    private static final double KEPT_SHARE = 0.99;
    private static final double BELIEF = 0.3;
    private static final long FIRST_TOKENS = 512;

    /** Of the logarithm of seen over expected: mean size, its bounds, and how fast it follows. */
    private static final double FIRST_SPREAD = 3;
    private static final double SPREAD_MIN = 0.05;
    private static final double SURPRISE_MAX = 3;
    private static final double SPREAD_NEWEST_SHARE = 0.1;

    /** What lies beyond so many spreads is cut to that. */
    private static final double SPREADS_MAX = 2;

    /** Made once, since a batch is learned from every few microseconds of a busy scheduler. */
    private final double[][] left = new double[TERMS][TERMS];
    private final double[] right = new double[TERMS];
    private final double[] solution = new double[TERMS];
    private final double[] row = new double[TERMS];

    private final double[] terms = NEUTRAL.clone();
    private final double[] factors = {1, 1, 1};
    private final double[][] information = new double[TERMS][TERMS];
    private final double[] evidence = new double[TERMS];
    private double spread = FIRST_SPREAD;
    private long batches;

    /** Knows nothing. */
    CostFit() {
        setRow(FIRST_TOKENS, expectedNanos(FIRST_TOKENS));
        for (int i = 0; i < TERMS; i++) {
            information[i][i] = BELIEF * row[i];
            evidence[i] = BELIEF * row[i];
        }
    }

    /** Knows what another one had learned, and doubts it as soon as batches say otherwise. */
    CostFit(double a, double b, double c) {
        this();
        terms[0] = a;
        terms[1] = b;
        terms[2] = c;
        batches = WARM_UP_BATCHES;
        spread = 1;
    }

    boolean isKnown() {
        return batches > 0;
    }

    /** Whether it has seen more than the first batches of a cold engine. */
    boolean isWarm() {
        return batches >= WARM_UP_BATCHES;
    }

    /** Nanoseconds that a batch should take; without meaning before {@link #isKnown()}. */
    double expectedNanos(long tokens) {
        double t = tokens;
        return factors[0] * terms[0] + factors[1] * terms[1] * t
                + factors[2] * terms[2] * t * t;
    }

    /** Nanoseconds of a batch without tokens, per token, and per token squared. */
    double[] coefficients() {
        return new double[]{factors[0] * terms[0], factors[1] * terms[1], factors[2] * terms[2]};
    }

    /** @param tokens at least 1 */
    void observe(long tokens, long nanos) {
        double expected = expectedNanos(tokens);
        double surprise = Math.log(Math.max(1, nanos) / expected);
        double believed = batches == 0 ? surprise : Math.min(surprise, SPREADS_MAX * spread);
        double size = Math.min(Math.abs(surprise), SURPRISE_MAX);
        spread = batches == 0
                ? spread
                : Math.max(SPREAD_MIN, spread + SPREAD_NEWEST_SHARE * (size - spread));
        if (batches < WARM_UP_BATCHES) {
            double scale = Math.exp(believed / (batches + 1));
            for (int i = 0; i < TERMS; i++) {
                terms[i] *= scale;
            }
        } else {
            learn(tokens, expected, Math.exp(believed));
        }
        batches++;
    }

    /** @param seen over what was expected */
    private void learn(long tokens, double expected, double seen) {
        setRow(tokens, expected);
        for (int i = 0; i < TERMS; i++) {
            for (int j = 0; j < TERMS; j++) {
                information[i][j] = KEPT_SHARE * information[i][j] + row[i] * row[j];
            }
            double belief = (1 - KEPT_SHARE) * BELIEF * row[i];
            information[i][i] += belief;
            evidence[i] = KEPT_SHARE * evidence[i] + row[i] * seen + belief * factors[i];
        }
        solve();
    }

    /** How much each term weighs in what was expected, at factor 1. */
    private void setRow(long tokens, double expected) {
        double t = tokens;
        row[0] = terms[0] / expected;
        row[1] = terms[1] * t / expected;
        row[2] = terms[2] * t * t / expected;
    }

    private void solve() {
        double best = Double.POSITIVE_INFINITY;
        for (int subset = 1; subset < 1 << TERMS; subset++) {
            if (solve(subset)) {
                double loss = loss();
                if (loss < best) {
                    best = loss;
                    System.arraycopy(solution, 0, factors, 0, TERMS);
                }
            }
        }
    }

    /** Half the squared error, but for a constant. */
    private double loss() {
        double loss = 0;
        for (int i = 0; i < TERMS; i++) {
            loss -= evidence[i] * solution[i];
            for (int j = 0; j < TERMS; j++) {
                loss += information[i][j] * solution[i] * solution[j] / 2;
            }
        }
        return loss;
    }

    /**
     * Solves for the terms of a subset, the others being 0; false if one came out negative. Gauss without
     * pivoting: the belief keeps the diagonal away from 0.
     */
    private boolean solve(int subset) {
        for (int i = 0; i < TERMS; i++) {
            boolean in = (subset >> i & 1) == 1;
            for (int j = 0; j < TERMS; j++) {
                left[i][j] = in && (subset >> j & 1) == 1 ? information[i][j] : 0;
            }
            left[i][i] = in ? left[i][i] : 1;
            right[i] = in ? evidence[i] : 0;
        }
        for (int pivot = 0; pivot < TERMS; pivot++) {
            for (int i = pivot + 1; i < TERMS; i++) {
                double share = left[i][pivot] / left[pivot][pivot];
                for (int j = pivot; j < TERMS; j++) {
                    left[i][j] -= share * left[pivot][j];
                }
                right[i] -= share * right[pivot];
            }
        }
        return backSubstitute();
    }

    private boolean backSubstitute() {
        for (int i = TERMS - 1; i >= 0; i--) {
            double rest = right[i];
            for (int j = i + 1; j < TERMS; j++) {
                rest -= left[i][j] * solution[j];
            }
            solution[i] = rest / left[i][i];
            if (solution[i] < 0 || Double.isNaN(solution[i])) {
                return false;
            }
        }
        return true;
    }
}
