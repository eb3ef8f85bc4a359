// SPDX-License-Identifier: Apache-2.0
/**
 * Turns one request into a promise that is kept exactly once: the job, the ticket that waits for
 * its pairs, and the outcome. Event loops make tickets; the scheduler thread completes them.
 */
@NullMarked
package io.ringrank.scheduler.ticket;

import org.jspecify.annotations.NullMarked;
