// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.core;

import io.ringrank.scheduler.pair.PairKey;
import io.ringrank.scheduler.pair.PreparedPair;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A pair on its way to a score, and everybody who waits for it. It is in one queue at most, or out
 * with an engine.
 */
final class Pending {

    final PairKey key;
    final QueryGroup group;
    final byte[] document;
    final long admittedNanos;

    /** Set once it is tokenised. */
    @Nullable
    PreparedPair prepared;
    long tokenizedNanos;

    /** How many engines died with this pair in hand. */
    int deaths;

    /** When the last of them died; without meaning before that. */
    long suspectSinceNanos;

    /** Places in the queue that holds it; kept by {@link PendingQueue}. */
    @Nullable
    PendingQueue queue;
    @Nullable
    Pending previous;
    @Nullable
    Pending next;

    /** Nearly every pair has one waiter, so the list is made for the second one only. */
    private @Nullable Waiter first;
    private @Nullable List<Waiter> others;

    Pending(PairKey key, QueryGroup group, byte[] document, long admittedNanos) {
        this.key = key;
        this.group = group;
        this.document = document;
        this.admittedNanos = admittedNanos;
    }

    void join(Waiter waiter) {
        if (first == null) {
            first = waiter;
            return;
        }
        if (others == null) {
            others = new ArrayList<>(2);
        }
        others.add(waiter);
    }

    void leave(Waiter waiter) {
        if (first == waiter) {
            first = others == null || others.isEmpty() ? null : others.removeLast();
        } else if (others != null) {
            others.remove(waiter);
        }
    }

    void noteTokenized(long nowNanos) {
        tokenizedNanos = nowNanos;
        forEachWork(work -> work.noteTokenized(nowNanos));
    }

    void noteSent(long nowNanos) {
        forEachWork(work -> work.noteSent(nowNanos));
    }

    private void forEachWork(Consumer<Work> action) {
        if (first != null) {
            action.accept(first.work);
        }
        if (others != null) {
            others.forEach(waiter -> action.accept(waiter.work));
        }
    }

    boolean isAbandoned() {
        return first == null;
    }

    /** Takes all waiters off. */
    List<Waiter> takeWaiters() {
        if (first == null) {
            return List.of();
        }
        List<Waiter> all = others == null ? List.of(first) : others;
        if (others != null) {
            others.add(first);
        }
        first = null;
        others = null;
        return all;
    }

    /** Tokens once tokenised; before that, bytes. */
    long weight() {
        PreparedPair known = prepared;
        return known == null ? document.length : known.tokens();
    }
}
