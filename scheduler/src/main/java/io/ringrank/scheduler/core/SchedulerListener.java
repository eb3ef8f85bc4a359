// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.core;

/** Hears what the scheduler did, for metrics and logs. Scheduler thread only: count and return. */
public interface SchedulerListener {

    void onBatch(BatchReport report);

    /** What a new request would find has changed. */
    void onReadiness(Readiness readiness);

    /** An event made the scheduler fail: a bug. It goes on with the next event. */
    void onFault(Throwable fault);

    /**
     * One batch that a lane has scored.
     *
     * @param tokensMax most tokens it could have had, by the budget that was learned
     * @param tokenSquares sum of the squares of its pairs' tokens
     * @param longestWaitNanos how long its oldest pair waited from admission until it was sent
     * @param computeNanos how long the lane computed
     */
    record BatchReport(int pairs, long tokens, long tokenSquares, long tokensMax,
            long longestWaitNanos, long computeNanos) {}
}
