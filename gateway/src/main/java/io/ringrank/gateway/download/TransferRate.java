// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.download;

import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;

/** How fast bytes came in the last seconds. One thread. */
final class TransferRate {

    private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    private final ArrayDeque<Sample> samples = new ArrayDeque<>();

    private record Sample(long nanos, long bytes) {}

    /** @return bytes a second */
    long add(long nanos, long bytes) {
        samples.add(new Sample(nanos, bytes));
        while (samples.size() > 2 && nanos - samples.element().nanos() > WINDOW_NANOS) {
            samples.remove();
        }
        Sample oldest = samples.element();
        long passed = nanos - oldest.nanos();
        return passed <= 0
                ? 0
                : Math.round((bytes - oldest.bytes()) * NANOS_PER_SECOND / passed);
    }
}
