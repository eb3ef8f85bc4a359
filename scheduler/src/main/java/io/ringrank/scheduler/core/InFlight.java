// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.core;

import io.ringrank.scheduler.cache.ScoreCache;
import io.ringrank.scheduler.core.PairRequest.MissedPair;
import io.ringrank.scheduler.pair.PairKey;
import io.ringrank.scheduler.pair.Score;
import io.ringrank.scheduler.ticket.AdmissionCredits;
import io.ringrank.scheduler.ticket.DocumentOutcome;
import io.ringrank.scheduler.ticket.Failure;
import io.ringrank.scheduler.ticket.JobClass;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Every pair and every request that has not ended, and how each of them ends. Scheduler thread only.
 */
final class InFlight {
    /*
     * A pair is scored once however many requests want it: later ones join the Pending that the
     * first one brought. A request that ends early takes its waiters off; a pair nobody waits for
     * leaves its queue at once, but one that is out with an engine stays, so that its score still
     * reaches the cache and late comers still find it. Of a pair in windows only those stay that are
     * out, and once they are back the others go on if somebody has joined. Each waiter gives back its
     * own credits when it ends, whatever ended it; tokens are claimed once for a pair, so who joins
     * gives them back at once, and the pair gives them back when it ends. A pair takes the share of the
     * request that brought it; when that one leaves, or one joins that is served sooner, it takes
     * another's. The score goes
     * into the cache before the Pending is forgotten, and a newcomer looks into the cache before it
     * looks here, so nothing is computed twice. A request that wants nothing to do with others' scores
     * has pairs of its own, which nobody finds.
     */

    private static final DocumentOutcome.Unscored NO_FINITE_SCORE = new DocumentOutcome.Unscored(
            "no_finite_score", "the model gave no finite score for this document");

    private final ScoreCache cache;
    private final AdmissionCredits credits;
    private final Map<PairKey, Pending> pendings = new HashMap<>();

    /** Pairs that nobody finds; there may be several with one key. */
    private final Set<Pending> unshared = new LinkedHashSet<>();

    private final TreeSet<Work> works = new TreeSet<>(Work.BY_DEADLINE);
    private final Suspects suspects;
    private final FairQueue<Pending> untokenized;
    private final FairQueue<PendingRow> ready;
    private final Map<JobClass, Punctuality> punctuality = new EnumMap<>(JobClass.class);
    private long sequence;
    private long openWaiters;
    private int openPairs;

    /**
     * @param untokenized takes pairs that are new
     * @param ready takes the rows of pairs that are tokenised and beyond suspicion
     */
    InFlight(ScoreCache cache, AdmissionCredits credits, Suspects suspects,
            FairQueue<Pending> untokenized, FairQueue<PendingRow> ready) {
        this.untokenized = untokenized;
        this.suspects = suspects;
        this.cache = cache;
        this.credits = credits;
        this.ready = ready;
    }

    /** Takes a request in. */
    void admit(PairRequest request, long nowNanos) {
        Work work = new Work(request, sequence++, untokenized, ready);
        works.add(work);
        for (MissedPair pair : request.pairs()) {
            Pending inFlight = work.sharesScores ? pendings.get(pair.key()) : null;
            Pending pending = inFlight != null ? inFlight : fresh(pair, work, request);
            Waiter waiter = new Waiter(work, pending, pair);
            work.waiters.add(waiter);
            openWaiters++;
            admit(waiter, pair.tokens(), nowNanos);
        }
    }

    private static Pending fresh(MissedPair pair, Work work, PairRequest request) {
        return new Pending(pair, work, request.admittedNanos());
    }

    /** @param tokens that are claimed for its pair */
    private void admit(Waiter waiter, long tokens, long nowNanos) {
        Pending pending = waiter.pending;
        Score known = pending.isShared ? cache.get(pending.key) : null;
        int deaths = suspects.deaths(pending.key, nowNanos);
        if (known != null || deaths >= Suspects.DEATHS_MAX || pending.isOpen) {
            credits.release(0, 0, tokens);
        }
        if (known != null) {
            end(waiter, new DocumentOutcome.Scored(known, true), nowNanos);
        } else if (deaths >= Suspects.DEATHS_MAX) {
            end(waiter, Suspects.QUARANTINED, nowNanos);
        } else if (pending.isOpen) {
            join(pending, waiter);
        } else {
            open(pending);
            pending.join(waiter);
            pending.deaths = deaths;
            enqueue(pending, nowNanos);
        }
    }

    private void join(Pending pending, Waiter waiter) {
        if (pending.isAbandoned()
                || waiter.work.isServedBefore(pending.owner, ready.credit())) {
            pending.moveTo(waiter.work);
        }
        pending.join(waiter);
    }

    private void enqueue(Pending pending, long nowNanos) {
        if (pending.deaths == 0) {
            pending.owner.untokenized.add(pending);
        } else {
            suspects.add(pending, nowNanos);
        }
    }

    private void queueRows(Pending pending) {
        for (PendingRow row : pending.rows) {
            if (row.isHeldBack()) {
                pending.owner.ready.add(row);
            }
        }
    }

    /**
     * Something of a pair came back from an engine: decides how it goes on. While more of it is out,
     * that is decided later.
     */
    void proceed(Pending pending, long nowNanos) {
        if (pending.out > 0 || !pending.isOpen) {
            return;
        }
        DocumentOutcome.Unscored failure = pending.failure;
        if (failure != null) {
            end(pending, failure, nowNanos);
        } else if (pending.isAnswered()) {
            answered(pending, nowNanos);
        } else if (pending.isAbandoned()) {
            forget(pending);
        } else if (pending.deaths > 0) {
            suspects.addTokenized(pending);
        } else {
            queueRows(pending);
        }
    }

    /** An engine lives and said that it can't do something of this pair. */
    void failed(Pending pending, DocumentOutcome.Unscored outcome, long nowNanos) {
        pending.failure = outcome;
        pending.leaveQueues();
        proceed(pending, nowNanos);
    }

    /**
     * Takes back pairs of which an engine that died had something in hand; it is not there any more.
     *
     * @param ranAlone whether that was one suspect alone
     */
    void survive(Set<Pending> inHand, boolean ranAlone, long nowNanos) {
        // One death counts once for a pair, however many requests had it there for themselves. Nor does
        // it count against a suspect that was sent there before it was one: with windows at several
        // engines, or for several requests, it would be condemned for what its neighbours did.
        Set<PairKey> keys = new HashSet<>();
        for (Pending pending : inHand) {
            if (keys.add(pending.key)
                    && (ranAlone || suspects.deaths(pending.key, nowNanos) == 0)) {
                suspects.accuse(pending.key, nowNanos);
            }
        }
        Set<Pending> suspected = new LinkedHashSet<>(inHand);
        unshared.stream().filter(twin -> keys.contains(twin.key)).forEach(suspected::add);
        suspected.forEach(pending -> survive(pending, nowNanos));
    }

    private void survive(Pending pending, long nowNanos) {
        pending.deaths = suspects.deaths(pending.key, nowNanos);
        pending.leaveQueues();
        if (!pending.isOpen) {
            return;
        }
        if (!pending.isAbandoned() && pending.deaths >= Suspects.DEATHS_MAX) {
            endAll(pending, Suspects.QUARANTINED, nowNanos);
        } else if (pending.out == 0 && pending.isAbandoned()) {
            forget(pending);
        } else if (pending.out == 0) {
            suspects.add(pending, nowNanos);
        }
    }

    private void open(Pending pending) {
        pending.isOpen = true;
        openPairs++;
        if (pending.isShared) {
            pendings.put(pending.key, pending);
        } else {
            unshared.add(pending);
        }
    }

    /** What forecasts are to be multiplied by. */
    double forecastStretch(JobClass jobClass, long nowNanos) {
        return punctuality(jobClass).stretch(nowNanos);
    }

    int requests() {
        return works.size();
    }

    long documents() {
        return openWaiters;
    }

    int pairs() {
        return openPairs;
    }

    /** When the next request runs out of time, or {@code Long.MAX_VALUE} nanoseconds from now. */
    long nanosToNextDeadline(long nowNanos) {
        return works.isEmpty() ? Long.MAX_VALUE : works.first().deadlineNanos - nowNanos;
    }

    private void answered(Pending pending, long nowNanos) {
        Score score = pending.score();
        if (score == null) {
            end(pending, NO_FINITE_SCORE, nowNanos);
        } else {
            if (pending.isShared) {
                cache.put(pending.key, score);
            }
            end(pending, new DocumentOutcome.Scored(score, false), nowNanos);
        }
    }

    /** Engines have said all there is to say of this pair, and live. */
    void end(Pending pending, DocumentOutcome outcome, long nowNanos) {
        suspects.acquit(pending);
        endAll(pending, outcome, nowNanos);
    }

    private void endAll(Pending pending, DocumentOutcome outcome, long nowNanos) {
        forget(pending);
        for (Waiter waiter : pending.takeWaiters()) {
            end(waiter, outcome, nowNanos);
        }
    }

    /** Fails every request that waits for this pair. */
    void failWaiters(Pending pending, Failure failure) {
        forget(pending);
        for (Waiter waiter : pending.takeWaiters()) {
            if (!waiter.ended) {
                fail(waiter.work, failure);
            }
        }
    }

    void failLate(long nowNanos) {
        while (!works.isEmpty() && works.first().deadlineNanos - nowNanos <= 0) {
            Work late = works.first();
            Failure failure = new Failure.DeadlinePassed(Duration.ofNanos(late.timeoutNanos));
            observe(late, nowNanos);
            switch (late.onTimeout) {
                case FAIL -> fail(late, failure);
                case PARTIAL -> {
                    leaveAll(late);
                    late.ticket.completePartly(late.times(nowNanos), failure);
                }
            }
        }
    }

    void failCancelled() {
        failIf(work -> work.ticket.isCancelled(), new Failure.Cancelled());
    }

    void failAll(Failure failure) {
        failIf(_ -> true, failure);
    }

    private void forget(Pending pending) {
        if (pending.isOpen) {
            pending.isOpen = false;
            credits.release(0, 0, pending.expectedTokens);
            openPairs--;
            pendings.remove(pending.key, pending);
            unshared.remove(pending);
        }
    }

    private void failIf(Predicate<Work> condition, Failure failure) {
        List<Work> chosen = new ArrayList<>();
        for (Work work : works) {
            if (condition.test(work)) {
                chosen.add(work);
            }
        }
        chosen.forEach(work -> fail(work, failure));
    }

    private void fail(Work work, Failure failure) {
        leaveAll(work);
        work.ticket.fail(failure);
    }

    private void leaveAll(Work work) {
        for (Waiter waiter : work.waiters) {
            if (!waiter.ended) {
                release(waiter);
                leave(waiter);
            }
        }
        finish(work);
    }

    private void leave(Waiter waiter) {
        Pending pending = waiter.pending;
        pending.leave(waiter);
        if (pending.isAbandoned()) {
            pending.leaveQueues();
            if (pending.out == 0) {
                forget(pending);
            }
        } else if (pending.owner == waiter.work) {
            pending.moveTo(pending.mostUrgent());
        }
    }

    private void end(Waiter waiter, DocumentOutcome outcome, long nowNanos) {
        release(waiter);
        Work work = waiter.work;
        if (work.ticket.accept(waiter.index, outcome)) {
            finish(work);
            observe(work, nowNanos);
            work.ticket.complete(work.times(nowNanos));
        }
    }

    private void release(Waiter waiter) {
        if (waiter.ended) {
            throw new IllegalStateException("a document would end twice");
        }
        waiter.ended = true;
        openWaiters--;
        credits.release(1, waiter.bytes, 0);
    }

    private void observe(Work work, long nowNanos) {
        punctuality(work.jobClass).observe(work.foreseenNanos, nowNanos - work.admittedNanos,
                work.timeoutNanos, nowNanos);
    }

    private Punctuality punctuality(JobClass jobClass) {
        return punctuality.computeIfAbsent(jobClass, _ -> new Punctuality());
    }

    private void finish(Work work) {
        works.remove(work);
        work.close();
        credits.release(0, work.sharedBytes, 0);
    }
}
