// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.cost;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Learns what batches of one kind of engine cost: how long the next one should take, and how many
 * tokens it should have. Scheduler thread only.
 */
public final class CostModel {
    /*
     * The fit is for predictions at any size; the size itself is found by trying, because where a
     * token costs least depends on what no smooth curve shows: caches, tiles, work beside ours.
     */

    /** Where the search begins when nothing was learned before. */
    private static final int FIRST_TOKENS = 512;

    private static final double NEWEST_SHARE = 0.05;
    private static final double SLOWDOWN_MAX = 20;
    private static final double NANOS_PER_SECOND = 1e9;

    private final CostFit fit;
    private final BudgetSearch search;

    /** What batches took over what was expected: the fit leaves out what the machine did beside. */
    private double slowdown = 1;

    /** Length of the rows that most tokens are in. */
    private double typicalRowTokens;

    /**
     * @param tokensMax most tokens of a batch that these engines take
     * @param learned by engines of this kind before, or null
     */
    public CostModel(int tokensMax, @Nullable LearnedCost learned) {
        if (learned == null) {
            this.fit = new CostFit();
            this.search = new BudgetSearch(tokensMax, FIRST_TOKENS);
        } else {
            this.fit = new CostFit(learned.fixedNanos(), learned.nanosPerToken(),
                    learned.nanosPerSquare());
            this.search = new BudgetSearch(tokensMax, learned.budgetTokens());
        }
    }

    /** How many tokens the next batch may have. */
    public Budget budget() {
        return search.budget();
    }

    /**
     * A batch went out.
     *
     * @param budget it was packed for
     * @param full whether nothing but this budget kept it from being larger
     */
    public void onSent(Budget budget, long tokens, boolean full) {
        search.onSent(budget, tokens, full);
    }

    /**
     * A batch came back.
     *
     * @param tokens that it had, at least 1
     * @param tokenSquares sum of the squares of its rows' tokens
     * @param nanos that the lane computed
     */
    public void onScored(Budget budget, long tokens, long tokenSquares, boolean full, long nanos) {
        double seen = fit.isKnown() ? nanos / fit.expectedNanos(tokens) : 1;
        slowdown += NEWEST_SHARE * (Math.min(seen, SLOWDOWN_MAX) - slowdown);
        typicalRowTokens += NEWEST_SHARE * ((double) tokenSquares / tokens - typicalRowTokens);
        fit.observe(tokens, nanos);
        if (full) {
            search.onCost(budget, tokens, nanos);
        }
    }

    /** Nanoseconds that a batch should take; NaN before anything was learned. */
    public double expectedNanos(long tokens) {
        return fit.isKnown() ? fit.expectedNanos(tokens) : Double.NaN;
    }

    /** Tokens of a batch when there is enough to do. */
    public long batchTokens() {
        return Math.max(search.tokens(), Math.round(typicalRowTokens));
    }

    /** What one lane should score in a second when there is enough to do; 0 if that is not known. */
    public double tokensPerSecond() {
        if (!fit.isWarm()) {
            return 0;
        }
        long batchTokens = batchTokens();
        return batchTokens * NANOS_PER_SECOND / (slowdown * fit.expectedNanos(batchTokens));
    }

    /** Everything it knows; empty before anything was learned. */
    public Optional<LearnedCost> learned() {
        if (!fit.isKnown()) {
            return Optional.empty();
        }
        double[] abc = fit.coefficients();
        return Optional.of(new LearnedCost(abc[0], abc[1], abc[2], search.tokens()));
    }
}
