// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.limit;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.EstimationProbe;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.TokensInheritanceStrategy;
import java.time.Duration;
import java.util.function.LongSupplier;

/** So many of something a minute: a bucket that is full at first and fills evenly. Any thread. */
public final class Allowance {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final int atOnce;
    private final Bucket bucket;

    /**
     * A full bucket.
     *
     * @param atOnce how many it holds
     * @param perMinute how many come back in a minute
     * @param nanoTime a clock like {@link System#nanoTime}
     */
    public Allowance(int atOnce, int perMinute, LongSupplier nanoTime) {
        this.atOnce = atOnce;
        this.bucket = Bucket.builder()
                .withCustomTimePrecision(new Clock(nanoTime))
                .addLimit(limit -> limit.capacity(atOnce).refillGreedy(perMinute, MINUTE))
                .build();
    }

    private Allowance(int atOnce, Bucket bucket) {
        this.atOnce = atOnce;
        this.bucket = bucket;
    }

    /** This one from now on with so many a minute, of which those are gone that were taken. */
    Allowance ofSize(int perMinute) {
        bucket.replaceConfiguration(BucketConfiguration.builder()
                .addLimit(limit -> limit.capacity(perMinute).refillGreedy(perMinute, MINUTE))
                .build(), TokensInheritanceStrategy.ADDITIVE);
        return new Allowance(perMinute, bucket);
    }

    /**
     * Takes so many, or none.
     *
     * @param count at most what it holds
     * @return how long to wait until so many are there, in whole milliseconds; zero if they were taken
     */
    public Duration tryClaim(long count) {
        ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(count);
        if (probe.isConsumed()) {
            return Duration.ZERO;
        }
        // The bucket rounds down, and would refuse once more at the moment that it has named.
        return Duration.ofMillis(Math.ceilDiv(probe.getNanosToWaitForRefill(), NANOS_PER_MILLI));
    }

    /** Takes so many even if they are not there: the debt is filled up first. */
    void take(long count) {
        bucket.consumeIgnoringRateLimits(count);
    }

    public void giveBack(long count) {
        bucket.addTokens(count);
    }

    int atOnce() {
        return atOnce;
    }

    /** What could be claimed now; none while there is a debt. */
    long remaining() {
        return Math.max(0, bucket.getAvailableTokens());
    }

    /** How long until it is full, if nothing is taken meanwhile. */
    Duration untilFull() {
        EstimationProbe probe = bucket.estimateAbilityToConsume(atOnce);
        return Duration.ofNanos(probe.getNanosToWaitForRefill());
    }

    private record Clock(LongSupplier nanoTime) implements TimeMeter {

        @Override
        public long currentTimeNanos() {
            return nanoTime.getAsLong();
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    }
}
