// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.cost;

/**
 * What batches of one kind of engine have cost, as a value to keep: a batch of so many tokens takes
 * {@code fixedNanos + nanosPerToken * tokens + nanosPerSquare * tokens^2}. Any thread.
 *
 * @param fixedNanos not negative
 * @param nanosPerToken not negative
 * @param nanosPerSquare not negative; together they are more than 0
 * @param budgetTokens the size of a batch at which a token cost least, at least 1
 */
public record LearnedCost(double fixedNanos, double nanosPerToken, double nanosPerSquare,
        int budgetTokens) {

    private static final double NANOS_PER_SECOND = 1e9;

    public LearnedCost {
        if (!isCost(fixedNanos) || !isCost(nanosPerToken) || !isCost(nanosPerSquare)
                || fixedNanos + nanosPerToken + nanosPerSquare == 0 || budgetTokens < 1) {
            throw new IllegalArgumentException("this is no cost of a batch: " + fixedNanos + " + "
                    + nanosPerToken + " t + " + nanosPerSquare + " t^2 ns, best at " + budgetTokens
                    + " tokens");
        }
    }

    /** Nanoseconds that a batch takes. */
    public double nanos(double tokens) {
        return fixedNanos + nanosPerToken * tokens + nanosPerSquare * tokens * tokens;
    }

    /** Pairs of that length that one lane scores in a second, in batches of the best size. */
    public double pairsPerSecond(int pairTokens) {
        int pairs = Math.max(1, budgetTokens / pairTokens);
        return pairs * NANOS_PER_SECOND / nanos((double) pairs * pairTokens);
    }

    private static boolean isCost(double value) {
        return value >= 0 && Double.isFinite(value);
    }
}
