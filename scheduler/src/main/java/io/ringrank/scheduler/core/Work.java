// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.core;

import io.ringrank.scheduler.pair.ScoringOptions;
import io.ringrank.scheduler.ticket.CacheUse;
import io.ringrank.scheduler.ticket.Caller;
import io.ringrank.scheduler.ticket.JobClass;
import io.ringrank.scheduler.ticket.OnTimeout;
import io.ringrank.scheduler.ticket.StageTimes;
import io.ringrank.scheduler.ticket.Ticket;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A request inside the scheduler: what it still waits for and since when. */
final class Work {

    /** Earliest deadline first; the sequence keeps different works apart. */
    static final Comparator<Work> BY_DEADLINE = (a, b) -> {
        int byTime = Long.signum(a.deadlineNanos - b.deadlineNanos);
        return byTime != 0 ? byTime : Long.compare(a.sequence, b.sequence);
    };

    final Ticket ticket;
    final Caller caller;
    final JobClass jobClass;
    final byte[] query;
    final ScoringOptions options;
    final long deadlineNanos;
    final long timeoutNanos;
    final long foreseenNanos;
    final OnTimeout onTimeout;

    /** Whether its pairs are those of others too. */
    final boolean sharesScores;

    final int sharedBytes;

    /** Its pairs that wait to be tokenised, and its rows that wait for a lane. */
    final FairQueue<Pending>.Flow untokenized;
    final FairQueue<PendingRow>.Flow ready;

    final List<Waiter> waiters;

    private final long sequence;
    final long admittedNanos;
    private long tokenizedNanos;
    private long sentNanos;
    private boolean tokenized;
    private boolean sent;

    Work(PairRequest request, long sequence, FairQueue<Pending> untokenized,
            FairQueue<PendingRow> ready) {
        this.ticket = request.ticket();
        this.caller = request.caller();
        this.jobClass = request.terms().jobClass();
        this.query = request.query();
        this.options = request.options();
        this.deadlineNanos = request.deadlineNanos();
        this.timeoutNanos = request.terms().timeoutNanos();
        this.foreseenNanos = request.foreseenNanos();
        this.onTimeout = request.terms().onTimeout();
        this.sharesScores = request.terms().cache() == CacheUse.SHARE;
        this.sharedBytes = request.sharedBytes();
        this.waiters = new ArrayList<>(request.pairs().size());
        this.sequence = sequence;
        this.admittedNanos = request.admittedNanos();
        this.untokenized = untokenized.open(this, request.bytes());
        this.ready = ready.open(this, request.tokens());
    }

    /** By class, then by deadline. */
    boolean isMoreUrgentThan(Work other) {
        int byClass = jobClass.compareTo(other.jobClass);
        return byClass != 0 ? byClass < 0 : BY_DEADLINE.compare(this, other) < 0;
    }

    /**
     * Whether a pair of another one does better with this one: by class, or by deadline inside one caller's
     * share. It changes callers only where the other one keeps it waiting for long and this one is served
     * before, even behind all that it has waiting.
     *
     * @param longTokens more than that is long
     */
    boolean isServedBefore(Work other, long longTokens) {
        if (jobClass != other.jobClass || caller.equals(other.caller)) {
            return isMoreUrgentThan(other);
        }
        return other.callerTokens() > longTokens
                && ready.caller.turn() + callerTokens() < other.ready.caller.turn();
    }

    /** Of all that its caller has waiting in its class. */
    private long callerTokens() {
        return ready.caller.weight() + ready.caller.coming + untokenized.caller.weight();
    }

    /** It has nothing in its queues and never will. */
    void close() {
        untokenized.close();
        ready.close();
    }

    void noteTokenized(long nowNanos) {
        if (!tokenized) {
            tokenized = true;
            tokenizedNanos = nowNanos;
        }
    }

    void noteSent(long nowNanos) {
        if (!sent) {
            sent = true;
            sentNanos = nowNanos;
        }
    }

    /** A work that joined others' pairs may have skipped stages: their time counts as zero. */
    StageTimes times(long nowNanos) {
        long tokenizedAt = tokenized ? tokenizedNanos : admittedNanos;
        long sentAt = sent ? sentNanos : tokenizedAt;
        return new StageTimes(tokenizedAt - admittedNanos, sentAt - tokenizedAt,
                nowNanos - sentAt);
    }
}
