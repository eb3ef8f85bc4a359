// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.ticket;

import java.util.concurrent.CompletionStage;

/** A job that was handed in. Any thread. */
public interface Submission {

    /**
     * Completes exactly once and never exceptionally, on the scheduler thread or on the submitting
     * one: hop to a thread of your own before you do any work with it.
     */
    CompletionStage<RerankOutcome> outcome();

    /** Says that nobody waits any more. The outcome still completes, if only with a failure. */
    void cancel();
}
