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
import java.util.Objects;
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
     * company unless it fills a batch. A lane at work gets its next batch shortly before it is done:
     * until then the choice of what goes into it stays open.
     */

    /** How long before a lane should be done it gets its next batch. */
    static final long AHEAD_NANOS = 5_000_000;

    private final InFlight inFlight;
    private final SchedulerListener listener;
    private final FairQueue<PendingRow> ready;
    private final Map<Long, Batch> batches = new HashMap<>();
    private final LongSupplier ids;
    private long busyNanos;

    /** Since when something has been ready that the last batch left behind. */
    private boolean waits;
    private long waitsSinceNanos;

    private record Place(EngineState engine, int lane) {}

    /**
     * @param ready what is tokenised and beyond suspicion
     * @param ids of commands, none twice
     */
    ScoreStage(InFlight inFlight, FairQueue<PendingRow> ready, LongSupplier ids,
            SchedulerListener listener) {
        this.inFlight = inFlight;
        this.ready = ready;
        this.ids = ids;
        this.listener = listener;
    }

    void dispatch(Collection<EngineState> engines, long nowNanos) {
        noteWait(nowNanos);
        for (int load = 0; load <= EngineDevice.BATCHES_AHEAD_MAX && !ready.isEmpty(); load++) {
            List<Place> places = placesWithLoad(engines, load, nowNanos);
            for (int i = 0; i < places.size() && !ready.isEmpty(); i++) {
                fill(places.get(i), Math.ceilDiv(ready.weight(), places.size() - i), nowNanos);
                waitsSinceNanos = nowNanos;
            }
        }
        noteWait(nowNanos);
    }

    private void noteWait(long nowNanos) {
        if (!waits && !ready.isEmpty()) {
            waitsSinceNanos = nowNanos;
        }
        waits = !ready.isEmpty();
    }

    /** When the next lane gets something; {@code Long.MAX_VALUE} if none could. */
    long nanosToNext(Collection<EngineState> engines, long nowNanos) {
        long next = Long.MAX_VALUE;
        for (EngineState engine : engines) {
            for (InHand<Batch> lane : engine.lanes) {
                if (!ready.isEmpty() && hasRoom(engine, lane)) {
                    next = Math.min(next, nanosToWait(engine, lane, nowNanos));
                }
            }
        }
        return next;
    }

    /** Whether work waits for company although an engine has nothing else to do. */
    boolean lingers(Collection<EngineState> engines, long nowNanos) {
        return !ready.isEmpty() && engines.stream()
                .anyMatch(engine -> engine.takesWork() && engine.isIdle()
                        && nanosToLinger(engine, nowNanos) > 0);
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
        BatchReport report = report(batch, computeNanos);
        engine.cost.onScored(batch.budget(), batch.tokens(), report.tokenSquares(), batch.full(),
                computeNanos);
        engine.busyNanos += computeNanos;
        busyNanos += computeNanos;
        listener.onBatch(report);
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
            for (int number = 0; number < engine.lanes.size(); number++) {
                InHand<Batch> lane = engine.lanes.get(number);
                if (lane.size() == load && hasRoom(engine, lane)
                        && nanosToWait(engine, lane, nowNanos) <= 0) {
                    places.add(new Place(engine, number));
                }
            }
        }
        return places;
    }

    private static boolean hasRoom(EngineState engine, InHand<Batch> lane) {
        return engine.takesWork() && lane.size() < engine.batchesPerLaneMax();
    }

    private long nanosToWait(EngineState engine, InHand<Batch> lane, long nowNanos) {
        return Math.max(nanosToLinger(engine, nowNanos), nanosToAhead(engine, lane, nowNanos));
    }

    /** How long until a lane should get its next batch; not positive if now. */
    private static long nanosToAhead(EngineState engine, InHand<Batch> lane, long nowNanos) {
        double[] expected = {0};
        lane.forEach(batch -> expected[0] += engine.cost.expectedNanos(batch.tokens()));
        boolean isKnown = lane.size() > 0 && !Double.isNaN(expected[0]);
        return isKnown
                ? lane.firstSinceNanos() + (long) expected[0] - AHEAD_NANOS - nowNanos
                : 0;
    }

    /** How long what is ready may still wait for company; not positive if it must not. */
    private long nanosToLinger(EngineState engine, long nowNanos) {
        long lingerNanos = engine.facts.device().lingerNanos();
        boolean fillsABatch = ready.weight() >= engine.tokensMax(engine.cost.budget())
                || ready.size() >= engine.facts.pairsPerBatch();
        return lingerNanos == 0 || fillsABatch || !waits
                ? 0
                : waitsSinceNanos + lingerNanos - nowNanos;
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
        FairQueue<PendingRow>.Flow flow = ready.next(_ -> true);
        boolean fits = true;
        while (flow != null && fits && taken.size() < engine.facts.pairsPerBatch()) {
            PendingRow next = Objects.requireNonNull(flow.first(), "a flow whose turn it is");
            fits = taken.isEmpty() || tokens + next.weight() <= tokensMax;
            if (fits) {
                flow.take(next);
                taken.add(next);
                tokens += next.weight();
                flow = ready.next(_ -> true);
            }
        }
        boolean full = !fits && tokensMax == budgetTokens;
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
