// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.load;

import org.HdrHistogram.Histogram;

/**
 * What came of requests that were sent at random moments, whatever became of those before.
 *
 * @param inTime requests with status 200 in their time, in the part that was measured
 * @param late requests that were taken in and not answered in their time
 * @param refused requests that the server would not take in
 * @param seconds of the part that was measured
 * @param micros from the moment each was due until its answer with status 200, late or not
 */
public record Flood(long inTime, long late, long refused, double seconds, Histogram micros) {

    /**
     * What is sent.
     *
     * @param requestsPerSecond in the mean; the gaps are exponential
     * @param seconds that are measured, after the time of a request and a half second have passed
     * @param timeoutMs of each request
     */
    public record Terms(double requestsPerSecond, double seconds, int timeoutMs, long seed) {

        private static final double MILLIS_PER_SECOND = 1_000;
        private static final double MORE_SECONDS = 0.5;

        /** Until there is as much to do as there will be. */
        double warmUpSeconds() {
            return timeoutMs / MILLIS_PER_SECOND + MORE_SECONDS;
        }
    }

    public double inTimePerSecond() {
        return inTime / seconds;
    }

    public double lateShare() {
        return (double) late / Math.max(1, late + inTime);
    }
}
