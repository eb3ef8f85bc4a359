// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.ticket;

/**
 * Where a job's time went, in nanoseconds; zero for a stage that it did not need.
 *
 * @param queueNanos from admission until its first pair was tokenised
 * @param waitNanos from then until its first batch went to a lane
 * @param scoreNanos from then until its last pair was done
 */
public record StageTimes(long queueNanos, long waitNanos, long scoreNanos) {

    public static final StageTimes NONE = new StageTimes(0, 0, 0);
}
