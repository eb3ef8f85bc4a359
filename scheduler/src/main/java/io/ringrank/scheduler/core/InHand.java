// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.core;

import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What one lane, or an engine's tokenizer, was sent and has not answered, oldest first: it works on
 * the first and holds the others.
 */
final class InHand<T> {

    private final ArrayDeque<T> items = new ArrayDeque<>();
    private long firstSinceNanos;

    int size() {
        return items.size();
    }

    void add(T item, long nowNanos) {
        if (items.isEmpty()) {
            firstSinceNanos = nowNanos;
        }
        items.addLast(item);
    }

    /** An answer came: whatever is first now has just begun. */
    void remove(T item, long nowNanos) {
        items.remove(item);
        firstSinceNanos = nowNanos;
    }

    @Nullable
    T first() {
        return items.peekFirst();
    }

    /** Since when the first is being worked on; without meaning when there is none. */
    long firstSinceNanos() {
        return firstSinceNanos;
    }

    void forEach(Consumer<T> action) {
        items.forEach(action);
    }
}
