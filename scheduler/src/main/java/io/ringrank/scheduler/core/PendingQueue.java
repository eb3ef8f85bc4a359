// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.core;

import org.jspecify.annotations.Nullable;

/**
 * A queue of pairs that knows its total weight and gives up any member at once, so that what was
 * cancelled takes no memory. Bounded by the admission credits.
 */
final class PendingQueue {

    private @Nullable Pending head;
    private @Nullable Pending tail;
    private long weight;
    private int size;

    boolean isEmpty() {
        return head == null;
    }

    /** Sum over its pairs: tokens, or bytes where they are not tokenised. */
    long weight() {
        return weight;
    }

    int size() {
        return size;
    }

    @Nullable
    Pending first() {
        return head;
    }

    void addLast(Pending pending) {
        enter(pending);
        pending.previous = tail;
        if (tail == null) {
            head = pending;
        } else {
            tail.next = pending;
        }
        tail = pending;
    }

    void addFirst(Pending pending) {
        enter(pending);
        pending.next = head;
        if (head == null) {
            tail = pending;
        } else {
            head.previous = pending;
        }
        head = pending;
    }

    void remove(Pending pending) {
        if (pending.queue != this) {
            throw new IllegalStateException("a pair was removed from a queue it is not in");
        }
        weight -= pending.weight();
        size--;
        unlink(pending);
        pending.queue = null;
        pending.previous = null;
        pending.next = null;
    }

    private void enter(Pending pending) {
        if (pending.queue != null) {
            throw new IllegalStateException("a pair would be in two queues");
        }
        pending.queue = this;
        weight += pending.weight();
        size++;
    }

    private void unlink(Pending pending) {
        Pending before = pending.previous;
        Pending after = pending.next;
        if (before == null) {
            head = after;
        } else {
            before.next = after;
        }
        if (after == null) {
            tail = before;
        } else {
            after.previous = before;
        }
    }
}
