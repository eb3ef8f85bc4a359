// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.core;

import io.ringrank.scheduler.core.SchedulerListener.BatchReport;
import io.ringrank.scheduler.cost.Budget;
import io.ringrank.scheduler.engine.EngineDevice;
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
     * others. Idle lanes come before those that already run a batch. A batch has at most as many
     * tokens as the cost model says: an encoder computes one mask over all of them, whoever they
     * belong to, so it is their sum that costs. Where the device says so, work lingers a moment for
     * company unless it fills a batch.
     */

    private final InFlight inFlight;
    private final SchedulerListener listener;
    private final PendingQueue<PendingRow> ready;
    private final Map<Long, Batch> batches = new HashMap<>();
    private final LongSupplier ids;
    private long busyNanos;

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
        for (int load = 0; load <= EngineDevice.BATCHES_AHEAD_MAX && !ready.isEmpty(); load++) {
            List<Place> places = placesWithLoad(engines, load, nowNanos);
            for (int i = 0; i < places.size() && !ready.isEmpty(); i++) {
                fill(places.get(i), Math.ceilDiv(ready.weight(), places.size() - i), nowNanos);
            }
        }
    }

    /** When work that lingers for company must go; {@code Long.MAX_VALUE} if none could go. */
    long nanosToNext(Collection<EngineState> engines, long nowNanos) {
        long next = Long.MAX_VALUE;
        for (EngineState engine : engines) {
            if (!ready.isEmpty() && hasRoom(engine)) {
                next = Math.min(next, nanosToLinger(engine, nowNanos));
            }
        }
        return next;
    }

    /** What the lanes have computed altogether. */
    long busyNanos() {
        return busyNanos;
    }

    /** Runs one row on an engine that has nothing else in hand. */
    void runAlone(EngineState engine, PendingRow row, long nowNanos) {
        send(new Place(engine, 0), List.of(row), engine.cost.budget(), false, nowNanos);
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
        EngineState engine = batch.engine();
        engine.cost.onScored(batch.budget(), batch.tokens(), batch.full(), computeNanos);
        engine.busyNanos += computeNanos;
        busyNanos += computeNanos;
        listener.onBatch(report(batch, computeNanos));
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

    private List<Place> placesWithLoad(Collection<EngineState> engines, int load, long nowNanos) {
        List<Place> places = new ArrayList<>();
        for (EngineState engine : engines) {
            boolean takes = engine.takesWork() && load < engine.batchesPerLaneMax()
                    && nanosToLinger(engine, nowNanos) <= 0;
            for (int lane = 0; lane < engine.lanes.size() && takes; lane++) {
                if (engine.lanes.get(lane).size() == load) {
                    places.add(new Place(engine, lane));
                }
            }
        }
        return places;
    }

    private static boolean hasRoom(EngineState engine) {
        return engine.takesWork() && engine.lanes.stream()
                .anyMatch(lane -> lane.size() < engine.batchesPerLaneMax());
    }

    /** How long what is ready may still wait for company; not positive if it must not. */
    private long nanosToLinger(EngineState engine, long nowNanos) {
        long lingerNanos = engine.facts.device().lingerNanos();
        PendingRow oldest = ready.first();
        boolean fillsABatch = ready.weight() >= engine.tokensMax(engine.cost.budget())
                || ready.size() >= engine.facts.pairsPerBatch();
        return lingerNanos == 0 || fillsABatch || oldest == null
                ? 0
                : oldest.tokenizedNanos + lingerNanos - nowNanos;
    }

    /** @param share of this lane in what is ready; a device that waits for full batches ignores it */
    private void fill(Place place, long share, long nowNanos) {
        EngineState engine = place.engine();
        Budget budget = engine.cost.budget();
        long budgetTokens = engine.tokensMax(budget);
        long tokensMax = engine.facts.device().lingerNanos() > 0
                ? budgetTokens
                : Math.min(share, budgetTokens);
        List<PendingRow> taken = new ArrayList<>();
        long tokens = 0;
        PendingRow next = ready.first();
        while (next != null && taken.size() < engine.facts.pairsPerBatch()
                && (taken.isEmpty() || tokens + next.weight() <= tokensMax)) {
            ready.remove(next);
            taken.add(next);
            tokens += next.weight();
            next = ready.first();
        }
        boolean full = next != null && taken.size() < engine.facts.pairsPerBatch()
                && tokensMax == budgetTokens;
        engine.cost.onSent(budget, tokens, full);
        send(place, taken, budget, full, nowNanos);
    }

    private void send(Place place, List<PendingRow> rows, Budget budget, boolean full,
            long nowNanos) {
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
        Batch batch = new Batch(engine, place.lane(), rows, tokens, budget, full,
                longestWaitNanos);
        long id = ids.getAsLong();
        batches.put(id, batch);
        engine.lanes.get(place.lane()).add(batch, nowNanos);
        engine.port.score(id, place.lane(), pairs);
    }

    private static BatchReport report(Batch batch, long computeNanos) {
        long tokenSquares = 0;
        for (PendingRow row : batch.rows()) {
            tokenSquares += row.weight() * row.weight();
        }
        return new BatchReport(batch.rows().size(), batch.tokens(), tokenSquares,
                Math.max(batch.tokens(), batch.budget().tokens()), batch.longestWaitNanos(),
                computeNanos);
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
