// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.ticket;

/**
 * How a job wants to be served. Changes no score.
 *
 * @param timeoutNanos how long the caller will wait, from now; more than 0
 */
public record JobTerms(JobClass jobClass, long timeoutNanos) {

    public JobTerms {
        if (timeoutNanos <= 0) {
            throw new IllegalArgumentException("a job needs time, not " + timeoutNanos + " ns");
        }
    }

    /** In a hurry. */
    public static JobTerms within(long timeoutNanos) {
        return new JobTerms(JobClass.INTERACTIVE, timeoutNanos);
    }
}
