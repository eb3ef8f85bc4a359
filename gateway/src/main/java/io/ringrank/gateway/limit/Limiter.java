// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.limit;

import io.ringrank.gateway.error.ErrorCode;
import io.ringrank.gateway.error.RequestError.AccessError;
import io.ringrank.scheduler.ticket.JobClass;
import io.vertx.core.MultiMap;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Holds one caller to its limits. Any thread; never waits. */
public final class Limiter {

    /*
     * A request is counted before its body is read, its tokens in two steps: an estimate from the length of
     * its texts is claimed when it is parsed, and what it really took is settled when it is answered. So a
     * caller that sends many requests at once can't overdraw by more than the estimates are wrong, and every
     * token is counted once. A request that alone needs more than a minute's tokens passes when the caller
     * has used none for a minute, and the debt holds the next ones back.
     */

    /** For callers that have no limits. */
    public static final Limiter UNLIMITED = new Limiter(KeyLimits.NONE, () -> 0);

    /** A place is free when one of the caller's own requests ends; nobody knows when. */
    private static final Duration ONE_MORE_TRY = Duration.ofSeconds(1);

    private final KeyLimits limits;
    private final @Nullable Allowance requests;
    private final @Nullable Allowance tokens;
    private final AtomicInteger inside = new AtomicInteger();

    /** What came of an attempt. */
    public sealed interface Entry {}

    /** @param passage must be left exactly once */
    public record Entered(Passage passage) implements Entry {}

    public record Refused(AccessError.LimitReached error) implements Entry {}

    /** @param nanoTime a clock like {@link System#nanoTime} */
    public Limiter(KeyLimits limits, LongSupplier nanoTime) {
        this.limits = limits;
        this.requests = allowance(limits.requestsPerMinute(), nanoTime);
        this.tokens = allowance(limits.tokensPerMinute(), nanoTime);
    }

    /** Lets one request in, or says when to try again. A refused one counts for nothing. */
    public Entry tryEnter() {
        Integer insideMax = limits.concurrentRequests();
        if (inside.incrementAndGet() > (insideMax == null ? Integer.MAX_VALUE : insideMax)) {
            inside.decrementAndGet();
            return new Refused(new AccessError.LimitReached(
                    "the " + insideMax + " requests that its key may have at once",
                    ErrorCode.CONCURRENCY_LIMIT, ONE_MORE_TRY));
        }
        if (requests != null) {
            Duration wait = requests.tryClaim(1);
            if (!wait.isZero()) {
                inside.decrementAndGet();
                return new Refused(new AccessError.LimitReached(
                        "the " + limits.requestsPerMinute() + " requests a minute of its key",
                        ErrorCode.REQUESTS_LIMIT, wait));
            }
        }
        return new Entered(new Passage(this));
    }

    /** Tells a client how its allowances stand. */
    public void describe(MultiMap headers) {
        RateHeaders.put(headers, "requests", requests);
        RateHeaders.put(headers, "tokens", tokens);
    }

    /** Whose requests the caller's are, whatever they say. */
    public JobClass jobClass() {
        return limits.jobClass();
    }

    KeyLimits limits() {
        return limits;
    }

    @Nullable
    Allowance tokens() {
        return tokens;
    }

    void leave() {
        inside.decrementAndGet();
    }

    private static @Nullable Allowance allowance(@Nullable Integer perMinute,
            LongSupplier nanoTime) {
        return perMinute == null ? null : new Allowance(perMinute, perMinute, nanoTime);
    }
}
