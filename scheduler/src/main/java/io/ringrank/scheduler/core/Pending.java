// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.core;

import io.ringrank.scheduler.core.PairRequest.MissedPair;
import io.ringrank.scheduler.pair.PairKey;
import io.ringrank.scheduler.pair.Score;
import io.ringrank.scheduler.ticket.DocumentOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A pair on its way to a score, and everybody who waits for it. Before it is tokenised, and while it
 * is suspected, it waits in a queue itself; after that its rows do.
 */
final class Pending extends PendingQueue.Member<Pending> {

    /** What a document costs to tokenise beside its bytes, in bytes. */
    private static final long DOCUMENT_COST_BYTES = 64;

    final PairKey key;
    final byte[] document;

    /** Before it is tokenised; claimed from the credits while it is open. */
    final long expectedTokens;
    final long admittedNanos;

    /** Whether other requests may join it and find its score. */
    final boolean isShared;

    /** From its first waiter until its last, or until it is back from its engine. */
    boolean isOpen;

    /** Whose share it takes: the most urgent of those that want it, or who last did. */
    Work owner;

    /** None before it is tokenised; then one, or one for each window of its document. */
    List<PendingRow> rows = List.of();

    /** Engines that have its text or one of its rows, each counted for each of them. */
    int out;

    /** Why it will have no score, once nothing of it is out any more. */
    DocumentOutcome.@Nullable Unscored failure;

    /** How many engines died with this pair in hand. */
    int deaths;

    /** When the last of them died; without meaning before that. */
    long suspectSinceNanos;

    /** Nearly every pair has one waiter, so the list is made for the second one only. */
    private @Nullable Waiter first;
    private @Nullable List<Waiter> others;

    Pending(MissedPair pair, Work owner, long admittedNanos) {
        this.key = pair.key();
        this.owner = owner;
        this.document = pair.document();
        this.expectedTokens = pair.tokens();
        this.isShared = owner.sharesScores;
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

    boolean isTokenized() {
        return !rows.isEmpty();
    }

    /** @param made one, or one for each window */
    void noteTokenized(List<PendingRow> made, long nowNanos) {
        rows = made;
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

    /** It and its rows wait no longer. */
    void leaveQueues() {
        PendingQueue.leave(this);
        rows.forEach(PendingQueue::leave);
    }

    /** The first of its rows that is neither answered nor under way. */
    PendingRow nextRow() {
        for (PendingRow row : rows) {
            if (row.isHeldBack()) {
                return row;
            }
        }
        throw new IllegalStateException("a pair has no row left to score");
    }

    boolean isAnswered() {
        for (PendingRow row : rows) {
            if (!row.isAnswered()) {
                return false;
            }
        }
        return isTokenized();
    }

    /** Once it is answered: the best of its rows; null if none has a finite score. */
    @Nullable
    Score score() {
        PendingRow best = null;
        int tokens = 0;
        boolean truncated = false;
        for (PendingRow row : rows) {
            tokens += row.prepared.tokens();
            truncated |= row.prepared.truncated();
            if (Float.isFinite(row.raw()) && (best == null || row.raw() > best.raw())) {
                best = row;
            }
        }
        return best == null ? null : new Score(best.raw(), tokens, truncated, best.window);
    }

    /** From now on it takes the share of another request that wants it. */
    void moveTo(Work next) {
        if (owner.untokenized.holds(this)) {
            PendingQueue.leave(this);
            next.untokenized.add(this);
        }
        for (PendingRow row : rows) {
            if (owner.ready.holds(row)) {
                PendingQueue.leave(row);
                next.ready.add(row);
            }
        }
        owner = next;
    }

    /** The most urgent of the requests that want it. */
    Work mostUrgent() {
        Work best = null;
        if (first != null) {
            best = first.work;
        }
        if (others != null) {
            for (Waiter waiter : others) {
                best = best == null || waiter.work.isMoreUrgentThan(best) ? waiter.work : best;
            }
        }
        return best == null ? owner : best;
    }

    /** Tokens that it should have. */
    @Override
    long weight() {
        return expectedTokens;
    }

    /** Bytes to tokenise, and an empty document is work too. */
    @Override
    long cost() {
        return DOCUMENT_COST_BYTES + document.length;
    }
}
