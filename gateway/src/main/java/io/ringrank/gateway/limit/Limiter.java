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

    private final LongSupplier nanoTime;
    private final AtomicInteger inside = new AtomicInteger();
    private volatile Terms terms;

    /** What is allowed now, and what is left of it. */
    private record Terms(KeyLimits limits, @Nullable Allowance requests,
            @Nullable Allowance tokens) {}

    /** What came of an attempt. */
    public sealed interface Entry {}

    /** @param passage must be left exactly once */
    public record Entered(Passage passage) implements Entry {}

    public record Refused(AccessError.LimitReached error) implements Entry {}

    /** @param nanoTime a clock like {@link System#nanoTime} */
    public Limiter(KeyLimits limits, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.terms = terms(limits, null, null);
    }

    /** Holds the caller to other limits from now on; what it has used it has used. One thread at a time. */
    public void change(KeyLimits limits) {
        Terms old = terms;
        if (!old.limits().equals(limits)) {
            terms = terms(limits, old.requests(), old.tokens());
        }
    }

    private Terms terms(KeyLimits limits, @Nullable Allowance requests,
            @Nullable Allowance tokens) {
        return new Terms(limits, allowance(limits.requestsPerMinute(), requests),
                allowance(limits.tokensPerMinute(), tokens));
    }

    private @Nullable Allowance allowance(@Nullable Integer perMinute, @Nullable Allowance old) {
        if (perMinute == null) {
            return null;
        }
        return old == null ? new Allowance(perMinute, perMinute, nanoTime) : old.ofSize(perMinute);
    }

    /** Lets one request in, or says when to try again. A refused one counts for nothing. */
    public Entry tryEnter() {
        Terms now = terms;
        Integer insideMax = now.limits().concurrentRequests();
        if (inside.incrementAndGet() > (insideMax == null ? Integer.MAX_VALUE : insideMax)) {
            inside.decrementAndGet();
            return new Refused(new AccessError.LimitReached(
                    "the " + insideMax + " requests that its key may have at once",
                    ErrorCode.CONCURRENCY_LIMIT, ONE_MORE_TRY));
        }
        if (now.requests() != null) {
            Duration wait = now.requests().tryClaim(1);
            if (!wait.isZero()) {
                inside.decrementAndGet();
                return new Refused(new AccessError.LimitReached(
                        "the " + now.limits().requestsPerMinute() + " requests a minute of its key",
                        ErrorCode.REQUESTS_LIMIT, wait));
            }
        }
        return new Entered(new Passage(this));
    }

    /** Tells a client how its allowances stand. */
    public void describe(MultiMap headers) {
        Terms now = terms;
        RateHeaders.put(headers, "requests", now.requests());
        RateHeaders.put(headers, "tokens", now.tokens());
    }

    /** Whose requests the caller's are, whatever they say. */
    public JobClass jobClass() {
        return terms.limits().jobClass();
    }

    KeyLimits limits() {
        return terms.limits();
    }

    @Nullable
    Allowance tokens() {
        return terms.tokens();
    }

    void leave() {
        inside.decrementAndGet();
    }
}
