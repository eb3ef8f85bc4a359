// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.ticket;

/** What becomes of a job whose time runs out. */
public enum OnTimeout {

    /** It fails, and its scores are kept for the next try only. */
    FAIL,

    /** It is answered with the scores that there are, if there are any. */
    PARTIAL
}
