// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.core;

import io.ringrank.scheduler.core.SchedulerListener.BatchReport;
import io.ringrank.scheduler.engine.EngineFacts;
import io.ringrank.scheduler.pair.PreparedPair;
import io.ringrank.scheduler.ticket.DocumentOutcome;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Packs token rows into batches for lanes. Scheduler thread only. */
final class ScoreStage {
    /*
     * Work-conserving: an idle lane takes what is there at once, and batches grow by themselves
     * while all lanes are busy. What is ready is split evenly between the lanes that could take it,
     * so one request of many documents spreads over all of them and none ends much later than the
     * others. Idle lanes come before those that already run a batch.
     */

    private final InFlight inFlight;
    private final SchedulerListener listener;
    private final PendingQueue<PendingRow> ready;
    private final Map<Long, Batch> batches = new HashMap<>();
    private final LongSupplier ids;

    private record Place(EngineState engine, int lane) {}

    /**
     * @param ready what is tokenised and beyond suspicion
     * @param ids of commands, none twice
     */
    ScoreStage(InFlight inFlight, PendingQueue<PendingRow> ready, LongSupplier ids,
            SchedulerListener listener) {
        this.inFlight = inFlight;
        this.ready = ready;
        this.ids = ids;
        this.listener = listener;
    }

    PendingQueue<PendingRow> ready() {
        return ready;
    }

    void dispatch(Collection<EngineState> engines, long nowNanos) {
        for (int load = 0; load < EngineState.BATCHES_PER_LANE_MAX && !ready.isEmpty(); load++) {
            List<Place> places = lanesWithLoad(engines, load);
            for (int i = 0; i < places.size() && !ready.isEmpty(); i++) {
                int lanesLeft = places.size() - i;
                send(places.get(i), take(places.get(i).engine().facts,
                        Math.ceilDiv(ready.weight(), lanesLeft)), nowNanos);
            }
        }
    }

    /** Runs one row on an engine that has nothing else in hand. */
    void runAlone(EngineState engine, PendingRow row, long nowNanos) {
        send(new Place(engine, 0), List.of(row), nowNanos);
    }

    void onScored(long id, float[] raw, long computeNanos, long nowNanos) {
        Batch batch = take(id, nowNanos);
        if (batch == null) {
            return;
        }
        List<PendingRow> rows = batch.rows();
        if (raw.length != rows.size()) {
            throw new IllegalStateException("an engine gave " + raw.length + " scores for "
                    + rows.size() + " rows");
        }
        batch.engine().learn(batch.tokens(), computeNanos);
        listener.onBatch(new BatchReport(rows.size(), batch.tokens(),
                batch.engine().facts.tokensPerBatch(), batch.longestWaitNanos(), computeNanos));
        for (int i = 0; i < raw.length; i++) {
            PendingRow row = rows.get(i);
            row.noteAnswered(raw[i]);
            inFlight.proceed(row.pending, nowNanos);
        }
    }

    void onFailed(long id, String message, long nowNanos) {
        Batch batch = take(id, nowNanos);
        if (batch != null) {
            DocumentOutcome.Unscored outcome =
                    new DocumentOutcome.Unscored("score_failed", message);
            for (PendingRow row : batch.rows()) {
                row.noteBack();
                inFlight.failed(row.pending, outcome, nowNanos);
            }
        }
    }

    /** Takes back what an engine had in hand that is gone. */
    List<PendingRow> onDown(EngineState engine) {
        batches.values().removeIf(batch -> batch.engine() == engine);
        List<PendingRow> inHand = new ArrayList<>();
        for (InHand<Batch> lane : engine.lanes) {
            lane.forEach(batch -> inHand.addAll(batch.rows()));
        }
        inHand.forEach(PendingRow::noteBack);
        return inHand;
    }

    private static List<Place> lanesWithLoad(Collection<EngineState> engines, int load) {
        List<Place> places = new ArrayList<>();
        for (EngineState engine : engines) {
            for (int lane = 0; lane < engine.lanes.size() && engine.takesWork(); lane++) {
                if (engine.lanes.get(lane).size() == load) {
                    places.add(new Place(engine, lane));
                }
            }
        }
        return places;
    }

    private List<PendingRow> take(EngineFacts facts, long tokensWanted) {
        long tokensMax = Math.min(tokensWanted, facts.tokensPerBatch());
        List<PendingRow> taken = new ArrayList<>();
        long tokens = 0;
        PendingRow next = ready.first();
        while (next != null && taken.size() < facts.pairsPerBatch()
                && (taken.isEmpty() || tokens + next.weight() <= tokensMax)) {
            ready.remove(next);
            taken.add(next);
            tokens += next.weight();
            next = ready.first();
        }
        return taken;
    }

    private void send(Place place, List<PendingRow> rows, long nowNanos) {
        List<PreparedPair> pairs = new ArrayList<>(rows.size());
        long tokens = 0;
        long longestWaitNanos = 0;
        for (PendingRow row : rows) {
            row.noteSent(nowNanos);
            pairs.add(row.prepared);
            tokens += row.weight();
            longestWaitNanos = Math.max(longestWaitNanos, nowNanos - row.pending.admittedNanos);
        }
        EngineState engine = place.engine();
        Batch batch = new Batch(engine, place.lane(), rows, tokens, longestWaitNanos);
        long id = ids.getAsLong();
        batches.put(id, batch);
        engine.lanes.get(place.lane()).add(batch, nowNanos);
        engine.port.score(id, place.lane(), pairs);
    }

    /** Null for the late answer of an engine that is gone: its work has been taken back. */
    private @Nullable Batch take(long id, long nowNanos) {
        Batch batch = batches.remove(id);
        if (batch != null) {
            batch.engine().lanes.get(batch.lane()).remove(batch, nowNanos);
        }
        return batch;
    }
}
