// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.random.RandomGenerator;

/** Time that passes only from one event to the next; events of one moment run in random order. */
final class VirtualTime {

    private final RandomGenerator random;
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::atNanos)
                    .thenComparingInt(Event::order)
                    .thenComparingLong(Event::sequence));
    private long nowNanos;
    private long sequence;

    private record Event(long atNanos, int order, long sequence, Runnable action) {}

    /** @param startNanos any value: clocks of this kind may be negative */
    VirtualTime(RandomGenerator random, long startNanos) {
        this.random = random;
        this.nowNanos = startNanos;
    }

    long now() {
        return nowNanos;
    }

    void after(long nanos, Runnable action) {
        events.add(new Event(nowNanos + nanos, random.nextInt(), sequence++, action));
    }

    boolean isOver() {
        return events.isEmpty();
    }

    void runNext() {
        Event event = events.remove();
        nowNanos = event.atNanos();
        event.action().run();
    }
}
