// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.ticket;

/**
 * How a job wants to be served. Changes no score.
 *
 * @param timeoutNanos how long the caller will wait, from now; more than 0
 */
public record JobTerms(JobClass jobClass, long timeoutNanos, OnTimeout onTimeout, CacheUse cache) {

    public JobTerms {
        if (timeoutNanos <= 0) {
            throw new IllegalArgumentException("a job needs time, not " + timeoutNanos + " ns");
        }
    }

    /** In a hurry, all or nothing, and sharing scores. */
    public static JobTerms within(long timeoutNanos) {
        return new JobTerms(JobClass.INTERACTIVE, timeoutNanos, OnTimeout.FAIL, CacheUse.SHARE);
    }

    public JobTerms withTimeout(long nanos) {
        return new JobTerms(jobClass, nanos, onTimeout, cache);
    }

    public JobTerms ofClass(JobClass other) {
        return new JobTerms(other, timeoutNanos, onTimeout, cache);
    }

    public JobTerms onTimeout(OnTimeout other) {
        return new JobTerms(jobClass, timeoutNanos, other, cache);
    }

    public JobTerms cache(CacheUse other) {
        return new JobTerms(jobClass, timeoutNanos, onTimeout, other);
    }
}
