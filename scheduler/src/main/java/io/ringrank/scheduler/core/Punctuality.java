// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.core;

import java.util.concurrent.TimeUnit;

/** Learns how far forecasts can be trusted. Scheduler thread only. */
final class Punctuality {
    /*
     * A machine that does other work too is slower in one second than in the last, and no forecast
     * knows that. So forecasts are stretched until about nine in ten jobs are done by then: the stretch
     * follows the quantile of how much longer jobs take than was foreseen, up by much when one took
     * longer than the stretch allows for, down by little when not. What is compared is the forecast before
     * it was stretched: a stretched one is an answer to the stretch of seconds ago, and following that
     * makes it swing (to the lower end, until the queue is longer than anybody waits, and back). Only
     * jobs that had to wait count: of the others, the forecast is a guess at their own computing, which
     * is of no interest here. Under a long stretch all jobs that count may be refused, so what was learned
     * fades when nothing is learned any more.
     */

    private static final double LATER = 1.1;
    private static final double EARLIER = 0.99;
    private static final double STRETCH_MIN = 0.7;
    private static final double STRETCH_MAX = 4;

    /** A forecast of less than this part of a job's time counts for nothing. */
    private static final double WAITED = 0.3;

    /** After so long without a job that counts, half of the stretch is forgotten, and so on. */
    private static final long FADE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private double stretch = 1;
    private long learnedNanos;

    /** What forecasts are to be multiplied by. */
    double stretch(long nowNanos) {
        long halvings = (nowNanos - learnedNanos) / FADE_NANOS;
        if (halvings > 0) {
            stretch = 1 + (stretch - 1) * Math.pow(0.5, (double) halvings);
            learnedNanos += halvings * FADE_NANOS;
        }
        return stretch;
    }

    /**
     * A job has ended, or its time has.
     *
     * @param foreseenNanos without any stretch
     */
    void observe(long foreseenNanos, long tookNanos, long timeoutNanos, long nowNanos) {
        if (foreseenNanos >= WAITED * timeoutNanos) {
            stretch(nowNanos);
            learnedNanos = nowNanos;
            stretch = Math.clamp(stretch * (tookNanos > stretch * foreseenNanos ? LATER : EARLIER),
                    STRETCH_MIN, STRETCH_MAX);
        }
    }
}
