// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Time that passes when a test says so. Any thread. */
final class HandMovedTime implements Delays {

    private final List<Timer> timers = new ArrayList<>();
    private long nowNanos;

    private record Timer(long dueNanos, Runnable task) {}

    @Override
    public synchronized long nanoTime() {
        return nowNanos;
    }

    @Override
    public synchronized Pending after(Duration delay, Runnable task) {
        Timer timer = new Timer(nowNanos + delay.toNanos(), task);
        timers.add(timer);
        notifyAll();
        return () -> cancel(timer);
    }

    private synchronized void cancel(Timer timer) {
        timers.remove(timer);
    }

    /** Waits until something waits for time to pass. */
    synchronized void awaitTimer(Duration longestWait) throws InterruptedException {
        long endNanos = System.nanoTime() + longestWait.toNanos();
        while (timers.isEmpty() && System.nanoTime() < endNanos) {
            TimeUnit.NANOSECONDS.timedWait(this, Math.max(1, endNanos - System.nanoTime()));
        }
        assertThat(timers).isNotEmpty();
    }

    /** Runs what is due after that time has passed. */
    void pass(Duration time) {
        List<Timer> due;
        synchronized (this) {
            nowNanos += time.toNanos();
            due = timers.stream().filter(timer -> timer.dueNanos <= nowNanos).toList();
            timers.removeAll(due);
        }
        due.forEach(timer -> timer.task.run());
    }
}
