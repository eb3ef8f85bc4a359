// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.limit;

import io.vertx.core.MultiMap;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The headers that OpenAI's clients read: {@code x-ratelimit-limit-requests}, {@code -remaining-} and
 * {@code -reset-}, and the same for tokens. The reset is the time until all of the allowance is there
 * again, for example {@code 12.500s}.
 */
final class RateHeaders {

    private static final double NANOS_PER_SECOND = 1e9;

    private RateHeaders() {}

    /** An allowance without a limit has no headers. */
    static void put(MultiMap headers, String of, @Nullable Allowance allowance) {
        if (allowance == null) {
            return;
        }
        headers.set("x-ratelimit-limit-" + of, Integer.toString(allowance.atOnce()));
        headers.set("x-ratelimit-remaining-" + of, Long.toString(allowance.remaining()));
        headers.set("x-ratelimit-reset-" + of, seconds(allowance.untilFull()));
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.3fs", time.toNanos() / NANOS_PER_SECOND);
    }
}
