// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler;

import io.ringrank.scheduler.engine.Doorbell;

/**
 * The one thread that owns a deployment's scheduling: turns the loop and sleeps when there is
 * nothing to do. Any thread starts and closes it.
 */
final class SchedulerThread implements AutoCloseable {

    /** Nothing is due that late: a bound for arithmetic, not a poll. */
    private static final long SLEEP_NANOS_MAX = 3_600_000_000_000L;

    private final SchedulerLoop loop;
    private final Doorbell doorbell;
    private final Thread thread;
    private volatile boolean closing;

    SchedulerThread(String deployment, SchedulerLoop loop, Doorbell doorbell) {
        this.loop = loop;
        this.doorbell = doorbell;
        this.thread = Thread.ofPlatform().name("scheduler-" + deployment).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Fails what is still open; returns when the thread has ended or the caller is interrupted. */
    @Override
    public void close() {
        closing = true;
        doorbell.ring();
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!closing) {
                if (loop.doWork() == 0) {
                    long nanos = Math.clamp(loop.nanosToNextTick(), 0, SLEEP_NANOS_MAX);
                    doorbell.sleep(() -> closing || loop.workIsThere(), nanos);
                }
            }
        } finally {
            loop.end();
        }
    }
}
