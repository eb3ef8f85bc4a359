// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.metrics;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;

/**
 * The last quarter of an hour in samples, for people who watch. Whoever owns it takes the samples; what is
 * counted between them is counted for Prometheus anyway, all but the latencies. Any thread.
 */
public final class History {

    public static final Duration INTERVAL = Duration.ofSeconds(2);

    static final int SAMPLES_MAX = 450;

    private static final double NANOS_PER_SECOND = 1e9;
    private static final double PERCENT = 100;

    private final GatewayMetrics metrics;
    private final InstantSource clock;
    private final LongSupplier nanoTime;

    /** Guarded by this, as what follows. */
    private final Deque<Sample> samples = new ArrayDeque<>();
    private Totals lastTotals;
    private long lastNanos;
    private long taken;

    /**
     * Some samples.
     *
     * @param taken number of all samples that were taken up to the last of these
     */
    public record Excerpt(List<Sample> samples, long taken) {

        public Excerpt {
            samples = List.copyOf(samples);
        }
    }

    /** @param nanoTime like {@link System#nanoTime} */
    public History(GatewayMetrics metrics, InstantSource clock, LongSupplier nanoTime) {
        this.metrics = metrics;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.lastTotals = metrics.totals();
        this.lastNanos = nanoTime.getAsLong();
    }

    /** Takes a sample of the time since the last one. */
    public synchronized void take() {
        long nanos = nanoTime.getAsLong();
        if (nanos == lastNanos) {
            return;
        }
        Totals totals = metrics.totals();
        if (samples.size() == SAMPLES_MAX) {
            samples.removeFirst();
        }
        samples.addLast(sample(totals.since(lastTotals), nanos - lastNanos, clock.instant()));
        taken++;
        lastTotals = totals;
        lastNanos = nanos;
    }

    /**
     * Returns what is kept of the samples since then, oldest first.
     *
     * @param alreadyTaken what the last excerpt said, or 0
     */
    public synchronized Excerpt since(long alreadyTaken) {
        long fresh = Math.clamp(taken - alreadyTaken, 0, samples.size());
        return new Excerpt(samples.stream().skip(samples.size() - fresh).toList(), taken);
    }

    private Sample sample(Totals counted, long nanos, Instant now) {
        double seconds = nanos / NANOS_PER_SECOND;
        Optional<Sample.Latency> latency = metrics.takeLatency();
        return new Sample(now, counted.requests() / seconds, counted.errors() / seconds,
                counted.pairs() / seconds, counted.tokens() / seconds, latency,
                metrics.queuedPairs(),
                share(counted.fillPercents(), PERCENT * counted.batches()),
                share(counted.cachedPairs(), counted.pairs()),
                share(counted.busyNanos(), (double) nanos * metrics.lanes()));
    }

    private static OptionalDouble share(double part, double all) {
        return all > 0 ? OptionalDouble.of(Math.min(1, part / all)) : OptionalDouble.empty();
    }
}
