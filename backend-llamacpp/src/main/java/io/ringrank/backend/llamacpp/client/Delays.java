// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.client;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The time that restarts are measured with. Any thread. */
public interface Delays {

    /** Like {@link System#nanoTime}. */
    long nanoTime();

    /** Runs a short task once, after the delay, on some thread. */
    Pending after(Duration delay, Runnable task);

    /** A task that has perhaps not run yet. */
    @FunctionalInterface
    interface Pending {

        /** Does nothing if the task has run. */
        void cancel();
    }

    /**
     * Real time.
     *
     * @param executor runs the tasks
     */
    static Delays of(ScheduledExecutorService executor) {
        return new Delays() {
            @Override
            public long nanoTime() {
                return System.nanoTime();
            }

            @Override
            public Pending after(Duration delay, Runnable task) {
                var future = executor.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
                return () -> future.cancel(false);
            }
        };
    }
}
