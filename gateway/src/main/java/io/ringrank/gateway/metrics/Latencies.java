// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.metrics;

import io.ringrank.gateway.metrics.Sample.Latency;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.jspecify.annotations.Nullable;

/** How long requests took, to 1 %. */
final class Latencies {

    /** What is longer counts as this. */
    private static final long MICROS_MAX = TimeUnit.HOURS.toMicros(1);
    private static final int DIGITS = 2;
    private static final double MICROS_PER_MILLI = 1e3;

    private final Recorder recorder = new Recorder(MICROS_MAX, DIGITS);
    private @Nullable Histogram interval;

    /** Any thread; never waits. */
    void record(long nanos) {
        recorder.recordValue(Math.clamp(TimeUnit.NANOSECONDS.toMicros(nanos), 0, MICROS_MAX));
    }

    /** Of those since the last call; empty if there were none. One thread at a time. */
    Optional<Latency> take() {
        interval = recorder.getIntervalHistogram(interval);
        return interval.getTotalCount() == 0
                ? Optional.empty()
                : Optional.of(new Latency(millis(interval, 50), millis(interval, 95),
                        millis(interval, 99)));
    }

    private static double millis(Histogram histogram, double percent) {
        return histogram.getValueAtPercentile(percent) / MICROS_PER_MILLI;
    }
}
