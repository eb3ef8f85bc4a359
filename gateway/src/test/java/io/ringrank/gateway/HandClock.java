// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that goes when the test says so. It begins now, since tokens are read by the real one too. */
public final class HandClock implements InstantSource {

    private final Instant start = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    private final AtomicReference<Duration> passed = new AtomicReference<>(Duration.ZERO);

    @Override
    public Instant instant() {
        return start.plus(passed.get());
    }

    /** Like {@link System#nanoTime}. */
    public long nanoTime() {
        return passed.get().toNanos();
    }

    public void pass(Duration time) {
        passed.updateAndGet(before -> before.plus(time));
    }
}
