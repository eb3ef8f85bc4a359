// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.limit;

import io.ringrank.scheduler.ticket.JobClass;
import org.jspecify.annotations.Nullable;

/**
 * How much a caller may use. A limit that is null is none.
 *
 * @param requestsPerMinute 1 to {@link #MAX}; as many may come at once
 * @param tokensPerMinute 1 to {@link #MAX}, of all pairs, cached or not
 * @param concurrentRequests 1 to {@link #MAX}
 * @param documentsPerRequest 1 to {@link #MAX}; beside the server's own limit
 */
public record KeyLimits(@Nullable Integer requestsPerMinute, @Nullable Integer tokensPerMinute,
        @Nullable Integer concurrentRequests, @Nullable Integer documentsPerRequest,
        JobClass jobClass) {

    /** Of every limit. */
    public static final int MAX = 1_000_000_000;

    public static final KeyLimits NONE =
            new KeyLimits(null, null, null, null, JobClass.INTERACTIVE);

    public KeyLimits {
        check(requestsPerMinute);
        check(tokensPerMinute);
        check(concurrentRequests);
        check(documentsPerRequest);
    }

    private static void check(@Nullable Integer limit) {
        if (limit != null && (limit < 1 || limit > MAX)) {
            throw new IllegalArgumentException("a limit must be from 1 to " + MAX);
        }
    }
}
