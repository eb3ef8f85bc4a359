// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.core;

import io.ringrank.scheduler.core.SchedulerListener.BatchReport;
import io.ringrank.scheduler.pair.PreparedPair;
import io.ringrank.scheduler.pair.Score;
import io.ringrank.scheduler.ticket.DocumentOutcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Packs tokenised pairs into batches for lanes. Scheduler thread only. */
final class ScoreStage {
    /*
     * Work-conserving: an idle lane takes what is there at once, and batches grow by themselves
     * while all lanes are busy. What is ready is split evenly between the lanes that could take it,
     * so one request of many documents spreads over all of them and none ends much later than the
     * others. Idle lanes come before those that already run a batch.
     */

    private final InFlight inFlight;
    private final SchedulerListener listener;
    private final PendingQueue ready = new PendingQueue();
    private final Map<Long, Batch> batches = new HashMap<>();
    private final LongSupplier ids;

    private record Batch(EngineState engine, int lane, List<Pending> pendings, long tokens,
            long longestWaitNanos) {}

    private record Place(EngineState engine, int lane) {}

    /** @param ids of commands, none twice */
    ScoreStage(InFlight inFlight, LongSupplier ids, SchedulerListener listener) {
        this.inFlight = inFlight;
        this.ids = ids;
        this.listener = listener;
    }

    PendingQueue ready() {
        return ready;
    }

    void dispatch(Iterable<EngineState> engines, long nowNanos) {
        for (int load = 0; load < EngineState.BATCHES_PER_LANE_MAX && !ready.isEmpty(); load++) {
            List<Place> places = lanesWithLoad(engines, load);
            for (int i = 0; i < places.size() && !ready.isEmpty(); i++) {
                int lanesLeft = places.size() - i;
                send(places.get(i), Math.ceilDiv(ready.weight(), lanesLeft), nowNanos);
            }
        }
    }

    void onScored(long id, float[] raw, long computeNanos, long nowNanos) {
        Batch batch = take(id);
        List<Pending> pendings = batch.pendings();
        if (raw.length != pendings.size()) {
            throw new IllegalStateException("an engine gave " + raw.length + " scores for "
                    + pendings.size() + " pairs");
        }
        listener.onBatch(new BatchReport(pendings.size(), batch.tokens(),
                batch.engine().facts.tokensPerBatch(), batch.longestWaitNanos(), computeNanos));
        for (int i = 0; i < raw.length; i++) {
            end(pendings.get(i), raw[i], nowNanos);
        }
    }

    void onFailed(long id, String message, long nowNanos) {
        DocumentOutcome.Unscored outcome = new DocumentOutcome.Unscored("score_failed", message);
        take(id).pendings().forEach(pending -> inFlight.unscored(pending, outcome, nowNanos));
    }

    /** Takes back what was out with an engine that is gone; it goes first. */
    void onDown(EngineState engine) {
        for (Map.Entry<Long, Batch> entry : List.copyOf(batches.entrySet())) {
            if (entry.getValue().engine() == engine) {
                batches.remove(entry.getKey());
                entry.getValue().pendings().reversed().forEach(this::putBack);
            }
        }
    }

    private void putBack(Pending pending) {
        if (pending.isAbandoned()) {
            inFlight.forget(pending);
        } else {
            ready.addFirst(pending);
        }
    }

    private static List<Place> lanesWithLoad(Iterable<EngineState> engines, int load) {
        List<Place> places = new ArrayList<>();
        for (EngineState engine : engines) {
            for (int lane = 0; lane < engine.batchesOut.length; lane++) {
                if (engine.batchesOut[lane] == load) {
                    places.add(new Place(engine, lane));
                }
            }
        }
        return places;
    }

    private void send(Place place, long tokensWanted, long nowNanos) {
        EngineState engine = place.engine();
        long tokensMax = Math.min(tokensWanted, engine.facts.tokensPerBatch());
        List<Pending> pendings = new ArrayList<>();
        List<PreparedPair> pairs = new ArrayList<>();
        long tokens = 0;
        long longestWaitNanos = 0;
        Pending next = ready.first();
        while (next != null && pendings.size() < engine.facts.pairsPerBatch()
                && (pendings.isEmpty() || tokens + next.weight() <= tokensMax)) {
            ready.remove(next);
            next.noteSent(nowNanos);
            pendings.add(next);
            pairs.add(Objects.requireNonNull(next.prepared, "a ready pair is tokenised"));
            tokens += next.weight();
            longestWaitNanos = Math.max(longestWaitNanos, nowNanos - next.admittedNanos);
            next = ready.first();
        }
        long id = ids.getAsLong();
        batches.put(id, new Batch(engine, place.lane(), pendings, tokens, longestWaitNanos));
        engine.batchesOut[place.lane()]++;
        engine.port.score(id, place.lane(), pairs);
    }

    private Batch take(long id) {
        @Nullable
        Batch batch = batches.remove(id);
        if (batch == null) {
            throw new IllegalStateException("an engine scored what nobody asked for: " + id);
        }
        batch.engine().batchesOut[batch.lane()]--;
        return batch;
    }

    private void end(Pending pending, float raw, long nowNanos) {
        PreparedPair pair = Objects.requireNonNull(pending.prepared, "a scored pair is tokenised");
        if (Float.isFinite(raw)) {
            inFlight.scored(pending, new Score(raw, pair.tokens(), pair.truncated()), nowNanos);
        } else {
            inFlight.unscored(pending, new DocumentOutcome.Unscored("no_finite_score",
                    "the model gave no finite score for this document"), nowNanos);
        }
    }
}
