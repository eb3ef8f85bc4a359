// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.cost;

import java.util.Arrays;

/**
 * Finds the number of tokens at which a batch costs least per token, by trying. Scheduler thread
 * only.
 */
final class BudgetSearch {
    /*
     * A budget is tried against the one in use, twice as large or half as large, batch by batch in
     * turn, so that a machine that becomes slower or busier does it to both. Only batches that were
     * full count: under light load the budget decides nothing. The lower quartiles are compared,
     * because other work on the machine only ever makes a batch slower. A larger size must win by a
     * margin, a smaller one may even lose by a little: small batches keep waits short and choices
     * open. A step that paid is followed by the next one in the same direction;
     * when neither direction pays, the search rests, each time for longer, so that trying takes a
     * small share of the batches for good and a changed machine is still noticed.
     */

    static final int TOKENS_MIN = 64;
    static final int SAMPLES = 16;
    static final int REST_BATCHES_MIN = 128;
    static final int REST_BATCHES_MAX = 2048;

    /** A candidate that finds too little work to be filled that often is given up. */
    static final int UNFILLED_MAX = 64;

    /** What a larger size must save, and what a smaller one may cost. */
    private static final double LARGER_SAVES = 0.02;
    private static final double SMALLER_COSTS = 0.01;

    /**
     * What the gateway and the link spend on a batch, on the same processor; measured at 40 to 80
     * microseconds.
     */
    private static final long OVERHEAD_NANOS = 60_000;

    private final int tokensMax;
    private final double[][] samples = new double[2][SAMPLES];
    private final int[] counts = new int[2];
    private int tokens;
    private boolean upward;
    private boolean otherSideIsWorse;
    private boolean climbs;
    private int restLeft;
    private int restBatches = REST_BATCHES_MIN;
    private int unfilled;
    private boolean candidateNext;

    /**
     * @param tokensMax most that an engine takes
     * @param tokens where to begin
     */
    BudgetSearch(int tokensMax, int tokens) {
        this.tokensMax = tokensMax;
        this.tokens = Math.clamp(tokens, Math.min(TOKENS_MIN, tokensMax), tokensMax);
        this.upward = this.tokens < tokensMax;
    }

    /** What a batch should have now. */
    Budget budget() {
        return isTrying() && candidateNext
                ? new Budget(candidate(), true)
                : new Budget(tokens, false);
    }

    /** The budget that has proved best so far. */
    int tokens() {
        return tokens;
    }

    /** A batch with this budget goes out. */
    void onSent(Budget budget, long batchTokens, boolean full) {
        if (!isTrying()) {
            restLeft -= full ? 1 : 0;
        } else if (full) {
            candidateNext = !candidateNext;
        } else if (budget.candidate() && batchTokens > tokens && ++unfilled == UNFILLED_MAX) {
            lose();
        }
    }

    /** A batch that was full came back. */
    void onCost(Budget budget, long batchTokens, long nanos) {
        if (!isTrying() || budget.tokens() != (budget.candidate() ? candidate() : tokens)) {
            return;
        }
        int arm = budget.candidate() ? 1 : 0;
        if (counts[arm] < SAMPLES) {
            samples[arm][counts[arm]++] = (double) (nanos + OVERHEAD_NANOS) / batchTokens;
        }
        if (counts[0] == SAMPLES && counts[1] == SAMPLES) {
            decide();
        }
    }

    private boolean isTrying() {
        return restLeft <= 0 && candidate() != tokens;
    }

    private int candidate() {
        return upward
                ? (int) Math.min(tokensMax, 2L * tokens)
                : Math.max(Math.min(TOKENS_MIN, tokensMax), tokens / 2);
    }

    private void decide() {
        double allowed = upward ? 1 - LARGER_SAVES : 1 + SMALLER_COSTS;
        if (lowerQuartile(samples[1]) < allowed * lowerQuartile(samples[0])) {
            win();
        } else {
            lose();
        }
    }

    /** The size it comes from is known to be worse, so it goes on or rests. */
    private void win() {
        tokens = candidate();
        if (climbs) {
            // Two steps in a row: the machine is not what it was.
            restBatches = Math.max(REST_BATCHES_MIN, restBatches / 2);
        }
        climbs = true;
        otherSideIsWorse = true;
        forgetSamples();
        restIfThereIsNoCandidate();
    }

    private void lose() {
        climbs = false;
        forgetSamples();
        if (otherSideIsWorse) {
            rest();
        } else {
            otherSideIsWorse = true;
            upward = !upward;
            restIfThereIsNoCandidate();
        }
    }

    private void restIfThereIsNoCandidate() {
        if (candidate() == tokens) {
            rest();
        }
    }

    private void rest() {
        restLeft = restBatches;
        restBatches = Math.min(REST_BATCHES_MAX, 2 * restBatches);
        otherSideIsWorse = false;
        climbs = false;
        upward = tokens < tokensMax;
    }

    private void forgetSamples() {
        Arrays.fill(counts, 0);
        unfilled = 0;
        candidateNext = true;
    }

    private static double lowerQuartile(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[SAMPLES / 4];
    }
}
