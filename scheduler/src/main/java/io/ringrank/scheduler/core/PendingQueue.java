// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.core;

import org.jspecify.annotations.Nullable;

/**
 * A queue that knows its total weight and gives up any member at once, so that what was cancelled
 * takes no memory. Bounded by the admission credits.
 *
 * @param <T> what waits in it; in one queue at most
 */
final class PendingQueue<T extends PendingQueue.Member<T>> {

    private @Nullable T head;
    private @Nullable T tail;
    private long weight;
    private int size;

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

        final boolean isQueued() {
            return queue != null;
        }
    }

    boolean isEmpty() {
        return head == null;
    }

    /** Sum over its members: tokens, or bytes where they are not tokenised. */
    long weight() {
        return weight;
    }

    int size() {
        return size;
    }

    @Nullable
    T first() {
        return head;
    }

    void addLast(T member) {
        enter(member);
        member.previous = tail;
        if (tail == null) {
            head = member;
        } else {
            tail.next = member;
        }
        tail = member;
    }

    void addFirst(T member) {
        enter(member);
        member.next = head;
        if (head == null) {
            tail = member;
        } else {
            head.previous = member;
        }
        head = member;
    }

    void remove(T member) {
        if (member.queue != this) {
            throw new IllegalStateException("a pair was removed from a queue it is not in");
        }
        weight -= member.weight();
        size--;
        unlink(member);
        member.queue = null;
        member.previous = null;
        member.next = null;
    }

    /** Takes a member out of the queue it is in, if it is in one. */
    static <T extends Member<T>> void leave(T member) {
        PendingQueue<T> queue = member.queue;
        if (queue != null) {
            queue.remove(member);
        }
    }

    private void enter(T member) {
        if (member.queue != null) {
            throw new IllegalStateException("a pair would be in two queues");
        }
        member.queue = this;
        weight += member.weight();
        size++;
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
