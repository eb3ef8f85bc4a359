// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.ticket;

/** What a job has to do with the scores of others. */
public enum CacheUse {

    /** It takes what is known, joins what is being computed, and leaves its own scores. */
    SHARE,

    /** It neither takes, joins nor leaves any: every pair is computed for it. */
    BYPASS
}
