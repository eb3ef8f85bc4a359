// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.ticket;

/** How much a job is in a hurry. */
public enum JobClass {

    /** Somebody waits for the answer. */
    INTERACTIVE,

    /** Nobody does: it gets an eighth of the machine beside the others, and all of it alone. */
    BATCH
}
