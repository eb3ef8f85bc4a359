// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.load;

import org.HdrHistogram.Histogram;

/**
 * What one stretch of load gave.
 *
 * @param answered requests with status 200
 * @param failed requests with another status or none
 * @param nanos from the first request until the last answer
 * @param problem the first failure, or empty
 * @param micros how long each of the answered requests took
 */
public record Round(long answered, long failed, long nanos, String problem, Histogram micros) {

    /** Answered requests per second. */
    public double rate() {
        return answered * 1e9 / nanos;
    }
}
