// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.core;

import io.ringrank.scheduler.pair.PairKey;
import io.ringrank.scheduler.ticket.DocumentOutcome;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.function.BiConsumer;

/**
 * Pairs that an engine had in hand when it died: any of them may have killed it. Scheduler thread
 * only.
 */
final class Suspects {
    /*
     * Each suspect runs alone on an engine that has nothing else to lose, after all other work or
     * when it has waited long enough, and then in turn with it. A document in windows runs one window
     * at a time, once none of them is with an engine any more. Whoever comes back with an answer is
     * innocent; whoever was there at the third death is quarantined for a while and answered with an
     * error, so a poisonous document costs three restarts (and one for each other engine that had it
     * too when the first one died) and nobody else a score. New suspects queue behind old ones, so
     * the innocent of a batch are done before a poisonous neighbour gets its next try. Deaths are
     * remembered by key and not by request: a caller that gives up and asks again must not start
     * from nought.
     */

    static final int DEATHS_MAX = 3;
    static final long WAIT_NANOS_MAX = 1_000_000_000L;
    static final long QUARANTINE_NANOS = 600_000_000_000L;
    static final int REMEMBERED_PAIRS_MAX = 10_000;

    static final DocumentOutcome.Unscored QUARANTINED = new DocumentOutcome.Unscored("quarantined",
            "the engine ended each time it was given this document; it is not tried again for a "
                    + "while");

    private final PendingQueue<Pending> waiting = new PendingQueue<>(new Tally(null));
    private final SequencedMap<PairKey, Deaths> remembered = new LinkedHashMap<>();

    /** Since when the last suspect has run, and until when it is the turn of other work after it. */
    private boolean aloneBefore;
    private long aloneSinceNanos;
    private long othersUntilNanos;

    private record Deaths(int count, long untilNanos) {}

    /** How many engines died lately with this pair in hand. */
    int deaths(PairKey key, long nowNanos) {
        Deaths deaths = remembered.get(key);
        if (deaths != null && deaths.untilNanos() - nowNanos <= 0) {
            remembered.remove(key);
            return 0;
        }
        return deaths == null ? 0 : deaths.count();
    }

    /** An engine died with this pair in hand. */
    void accuse(PairKey key, long nowNanos) {
        int count = deaths(key, nowNanos) + 1;
        remembered.remove(key);
        if (remembered.size() >= REMEMBERED_PAIRS_MAX) {
            remembered.pollFirstEntry();
        }
        remembered.put(key, new Deaths(count, nowNanos + QUARANTINE_NANOS));
    }

    /** An engine gave an answer for this pair and lives. */
    void acquit(Pending pending) {
        if (pending.deaths > 0) {
            remembered.remove(pending.key);
        }
    }

    void add(Pending pending, long nowNanos) {
        pending.suspectSinceNanos = nowNanos;
        waiting.addLast(pending);
    }

    /** A suspect has rows that must still be scored, each alone, next. */
    void addTokenized(Pending pending) {
        waiting.addFirst(pending);
    }

    /**
     * Gives engines that were kept for suspects back to other work: when no suspect is left, and after
     * each suspect when other work waits, for as long as the suspect had the engine.
     */
    void release(Collection<EngineState> engines, boolean otherWork, long nowNanos) {
        for (EngineState engine : engines) {
            if (engine.reserved && engine.isIdle()
                    && (waiting.isEmpty() || (otherWork && engine.ranAlone))) {
                engine.reserved = false;
                othersUntilNanos = nowNanos + (nowNanos - aloneSinceNanos);
            }
        }
    }

    /**
     * Runs the next suspect if an engine is free for it, or keeps one free.
     *
     * @param otherWork whether pairs beyond suspicion need all engines
     * @param runAlone sends one pair to an engine
     */
    void dispatch(Collection<EngineState> engines, boolean otherWork, long nowNanos,
            BiConsumer<EngineState, Pending> runAlone) {
        reserve(engines, otherWork, nowNanos);
        for (EngineState engine : engines) {
            Pending next = waiting.first();
            if (next != null && engine.reserved && !engine.condemned && engine.isIdle()) {
                waiting.remove(next);
                aloneSinceNanos = nowNanos;
                aloneBefore = true;
                engine.ranAlone = true;
                runAlone.accept(engine, next);
            }
        }
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    private void reserve(Collection<EngineState> engines, boolean otherWork, long nowNanos) {
        Pending next = waiting.first();
        if (next == null || anyReserved(engines) || (otherWork && isTurnOfOthers(next, nowNanos))) {
            return;
        }
        engines.stream()
                .filter(EngineState::takesWork)
                .min(Comparator.comparingInt(EngineState::load))
                .ifPresent(engine -> {
                    engine.reserved = true;
                    engine.ranAlone = false;
                });
    }

    private boolean isTurnOfOthers(Pending next, long nowNanos) {
        return nowNanos - next.suspectSinceNanos < WAIT_NANOS_MAX
                || (aloneBefore && nowNanos - othersUntilNanos < 0);
    }

    private static boolean anyReserved(Collection<EngineState> engines) {
        return engines.stream().anyMatch(engine -> engine.reserved && !engine.condemned);
    }
}
