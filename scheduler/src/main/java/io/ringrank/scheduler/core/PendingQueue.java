// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.core;

import org.jspecify.annotations.Nullable;

/**
 * A queue that has its members counted and gives up any of them at once, so that what was cancelled
 * takes no memory. Bounded by the admission credits.
 *
 * @param <T> what waits in it; in one queue at most
 */
final class PendingQueue<T extends PendingQueue.Member<T>> {

    private @Nullable T head;
    private @Nullable T tail;
    private final Tally tally;

    /** What can wait in a queue; its places there are kept by the queue. */
    abstract static class Member<T extends Member<T>> {

        @Nullable
        PendingQueue<T> queue;
        @Nullable
        T previous;
        @Nullable
        T next;

        /** Does not change while it is queued. */
        abstract long weight();

        /** What its turn costs the caller. */
        abstract long cost();

        final boolean isQueued() {
            return queue != null;
        }
    }

    /** @param tally counts the members */
    PendingQueue(Tally tally) {
        this.tally = tally;
    }

    boolean isEmpty() {
        return head == null;
    }

    @Nullable
    T first() {
        return head;
    }

    void addLast(T member) {
        claim(member);
        member.previous = tail;
        if (tail == null) {
            head = member;
        } else {
            tail.next = member;
        }
        tail = member;
        tally.add(member.weight());
    }

    void addFirst(T member) {
        claim(member);
        member.next = head;
        if (head == null) {
            tail = member;
        } else {
            head.previous = member;
        }
        head = member;
        tally.add(member.weight());
    }

    void remove(T member) {
        if (member.queue != this) {
            throw new IllegalStateException("a pair was removed from a queue it is not in");
        }
        unlink(member);
        member.queue = null;
        member.previous = null;
        member.next = null;
        tally.remove(member.weight());
    }

    /** Takes a member out of the queue it is in, if it is in one. */
    static <T extends Member<T>> void leave(T member) {
        PendingQueue<T> queue = member.queue;
        if (queue != null) {
            queue.remove(member);
        }
    }

    private void claim(T member) {
        if (member.queue != null) {
            throw new IllegalStateException("a pair would be in two queues");
        }
        member.queue = this;
    }

    private void unlink(T member) {
        T before = member.previous;
        T after = member.next;
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
