// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.core;

import io.ringrank.scheduler.cache.ScoreCache;
import io.ringrank.scheduler.cost.CostModel;
import io.ringrank.scheduler.cost.EngineKind;
import io.ringrank.scheduler.cost.LearnedCost;
import io.ringrank.scheduler.engine.EngineAnswer;
import io.ringrank.scheduler.pair.ScoringProfile;
import io.ringrank.scheduler.ticket.AdmissionCredits;
import io.ringrank.scheduler.ticket.Caller;
import io.ringrank.scheduler.ticket.Failure;
import io.ringrank.scheduler.ticket.JobClass;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ObjLongConsumer;
import java.util.stream.IntStream;

/**
 * Decides what every engine of a deployment does next. Scheduler thread only: each event comes with
 * the time, and what follows from it has been commanded when the call returns.
 */
public final class SchedulerCore {

    /**
     * What a caller that was away may have of the machine before it shares it again, divided by the callers
     * that wait: or those that come back would go before all that were let in.
     */
    private static final double CREDIT_SECONDS = 1;

    /** A request that takes the machine longer takes turns with those that wait. */
    private static final double QUANTUM_SECONDS = 0.25;

    /** How far tokenising runs ahead of the lanes, in full batches for each of them. */
    private static final int READY_BATCHES_PER_LANE = 8;

    /** How old the published load may be. */
    private static final long SNAPSHOT_NANOS = 5_000_000;

    private final SchedulerListener listener;
    private final AdmissionCredits credits;
    private final InFlight inFlight;
    private final FairQueue<Pending> untokenized = new FairQueue<>();
    private final FairQueue<PendingRow> ready = new FairQueue<>();
    private final Suspects suspects = new Suspects();
    private final Watchdog watchdog = new Watchdog();
    private final ScoreStage scoring;
    private final TokenizeStage tokenizing;
    private final Map<Integer, EngineState> engines = new HashMap<>();
    private final Set<Integer> restarting = new HashSet<>();
    private long commands;
    private final Map<EngineKind, LearnedCost> learnedBefore;
    private final Map<EngineKind, CostModel> costs = new HashMap<>();
    private volatile Readiness readiness = new Readiness.Starting();
    private volatile LoadSnapshot load = LoadSnapshot.NONE;
    private boolean loadChanged;
    private long loadDueNanos;

    /**
     * @param engines how many are being started; they are numbered from 0
     * @param learned costs of batches from earlier
     */
    public SchedulerCore(int engines, ScoreCache cache, AdmissionCredits credits,
            Map<EngineKind, LearnedCost> learned, SchedulerListener listener) {
        // Until it is up or has given up, an engine counts as one that is coming.
        IntStream.range(0, engines).forEach(restarting::add);
        this.learnedBefore = Map.copyOf(learned);
        this.credits = credits;
        this.listener = listener;
        this.inFlight = new InFlight(cache, credits, suspects, untokenized, ready);
        this.scoring = new ScoreStage(inFlight, ready, this::nextCommandId, listener);
        this.tokenizing = new TokenizeStage(inFlight, untokenized, this::nextCommandId);
    }

    /** A request came through the ring; its credits are claimed. */
    public void onRequest(PairRequest request, long nowNanos) {
        inFlight.admit(request, nowNanos);
        if (readiness instanceof Readiness.Unavailable(String reason)) {
            inFlight.failAll(new Failure.NotReady(reason));
            return;
        }
        dispatch(nowNanos);
    }

    /** An engine, or whoever watches over it, said something. */
    public void onAnswer(EngineAnswer answer, long nowNanos) {
        switch (answer) {
            case EngineAnswer.Up up -> onUp(up);
            case EngineAnswer.Down down -> onDown(down, nowNanos);
            case EngineAnswer.Tokenized(int _, long id, var result) ->
                tokenizing.onTokenized(id, result, nowNanos);
            case EngineAnswer.Scored(int _, long id, float[] raw, long computeNanos) ->
                scoring.onScored(id, raw, computeNanos, nowNanos);
            case EngineAnswer.CommandFailed(int _, long id, String message) -> {
                if (!tokenizing.onFailed(id, message, nowNanos)) {
                    scoring.onFailed(id, message, nowNanos);
                }
            }
        }
        dispatch(nowNanos);
    }

    /** Some ticket was cancelled. */
    public void onCancel(long nowNanos) {
        inFlight.failCancelled();
        dispatch(nowNanos);
    }

    /** Time has passed. */
    public void onTick(long nowNanos) {
        if (nanosToNextAction(nowNanos) <= 0) {
            inFlight.failLate(nowNanos);
            watchdog.check(engines.values(), nowNanos);
            dispatch(nowNanos);
        }
        if (nanosToNextSnapshot(nowNanos) <= 0) {
            publishLoad(nowNanos);
        }
    }

    /** Ends everything that is still open. */
    public void onShutdown() {
        inFlight.failAll(new Failure.ShuttingDown());
    }

    /** How long {@link #onTick} can wait; not positive when it is due. */
    public long nanosToNextTick(long nowNanos) {
        return Math.min(nanosToNextAction(nowNanos), nanosToNextSnapshot(nowNanos));
    }

    private long nanosToNextAction(long nowNanos) {
        return Math.min(scoring.nanosToNext(engines.values(), nowNanos),
                Math.min(inFlight.nanosToNextDeadline(nowNanos),
                        watchdog.nanosToNext(engines.values(), nowNanos)));
    }

    private long nanosToNextSnapshot(long nowNanos) {
        return loadChanged ? loadDueNanos - nowNanos : Long.MAX_VALUE;
    }

    /** What it holds now. */
    public Census census(long nowNanos) {
        int idle = (int) engines.values()
                .stream()
                .filter(engine -> engine.takesWork() && engine.isIdle())
                .count();
        int reserved = (int) engines.values().stream().filter(engine -> engine.reserved).count();
        boolean lingers = scoring.lingers(engines.values(), nowNanos);
        return new Census(inFlight.requests(), inFlight.documents(), inFlight.pairs(),
                !untokenized.isEmpty(), !ready.isEmpty() && !lingers, lingers,
                tokenizing.callsOut(), !suspects.isEmpty(), idle, reserved);
    }

    /** Any thread. */
    public Readiness readiness() {
        return readiness;
    }

    /** At most a few milliseconds old. Any thread. */
    public LoadSnapshot load() {
        return load;
    }

    private void publishLoad(long nowNanos) {
        List<EngineLoad> loads = new ArrayList<>(engines.size());
        int rowTokensMax = 1;
        for (Map.Entry<Integer, EngineState> entry : engines.entrySet()) {
            loads.add(entry.getValue().describe(entry.getKey()));
            rowTokensMax = Math.max(rowTokensMax, entry.getValue().facts.tokensPerPair());
        }
        Map<JobClass, ClassLoad> classes = new EnumMap<>(JobClass.class);
        for (JobClass jobClass : JobClass.values()) {
            classes.put(jobClass, classLoad(jobClass, nowNanos));
        }
        load = new LoadSnapshot(inFlight.requests(), credits.tokensClaimed(), ready.size(),
                ready.weight(), classes,
                new LoadSnapshot.TextSize(tokenizing.tokensPerByte(), rowTokensMax),
                scoring.busyNanos(), tokensPerSecond(), loads);
        loadChanged = false;
    }

    /** Whose turn it is decides the queue for the lanes, which are what all wait for. */
    private ClassLoad classLoad(JobClass jobClass, long nowNanos) {
        long away = -ready.credit();
        Map<Caller, ClassLoad.CallerLoad> callers = new HashMap<>();
        ready.forEachLag(jobClass,
                (caller, lag) -> callers.put(caller, new ClassLoad.CallerLoad(0, lag)));
        ObjLongConsumer<Caller> add = (caller, tokens) -> callers.merge(caller,
                new ClassLoad.CallerLoad(tokens, away),
                (old, more) -> new ClassLoad.CallerLoad(old.tokens() + more.tokens(), old.lag()));
        untokenized.forEachWaiting(jobClass, add);
        ready.forEachWaiting(jobClass, add);
        return new ClassLoad(callers, ready.credit(), inFlight.forecastStretch(jobClass, nowNanos));
    }

    private double tokensPerSecond() {
        double sum = 0;
        for (EngineState engine : engines.values()) {
            sum += engine.tokensPerSecond();
        }
        return sum;
    }

    private void dispatch(long nowNanos) {
        if (!loadChanged) {
            loadChanged = true;
            loadDueNanos = nowNanos + SNAPSHOT_NANOS;
        }
        Collection<EngineState> all = engines.values();
        suspects.release(all, otherWork(), nowNanos);
        setShares();
        scoring.dispatch(all, nowNanos);
        tokenizing.dispatch(all, window(), nowNanos);
        // Last, when it is clear what other work the engines leave.
        suspects.dispatch(all,
                !suspects.isEmpty() && otherWork() && !isEngineSpare(nowNanos), nowNanos,
                (engine, pending) -> runAlone(engine, pending, nowNanos));
    }

    /** Whether an engine has nothing to do although other work waits: it is on its way there. */
    private boolean isEngineSpare(long nowNanos) {
        return !scoring.lingers(engines.values(), nowNanos) && engines.values()
                .stream()
                .anyMatch(engine -> engine.takesWork() && engine.isIdle());
    }

    private void setShares() {
        double bytesPerToken = 1 / tokenizing.tokensPerByte();
        double credit = CREDIT_SECONDS * tokensPerSecond() / Math.max(1, waitingCallers());
        ready.setCredit((long) credit);
        untokenized.setCredit((long) (credit * bytesPerToken));
        double quantum = QUANTUM_SECONDS * tokensPerSecond();
        ready.setQuantum((long) quantum);
        untokenized.setQuantum((long) (quantum * bytesPerToken));
    }

    private boolean otherWork() {
        return !ready.isEmpty() || !untokenized.isEmpty();
    }

    private void runAlone(EngineState engine, Pending pending, long nowNanos) {
        if (pending.isTokenized()) {
            scoring.runAlone(engine, pending.nextRow(), nowNanos);
        } else {
            tokenizing.runAlone(engine, pending, nowNanos);
        }
    }

    /** A few batches for each lane, divided among the callers that have something to do. */
    private TokenizeStage.Window window() {
        long tokens = 0;
        long tokensOfCallerMin = 0;
        for (EngineState engine : engines.values()) {
            long batch = Math.min(engine.cost.batchTokens(), engine.facts.tokensPerBatch());
            tokens += batch * READY_BATCHES_PER_LANE * engine.facts.lanes();
            tokensOfCallerMin = Math.max(tokensOfCallerMin, batch);
        }
        return new TokenizeStage.Window(
                Math.max(tokensOfCallerMin, tokens / Math.max(1, waitingCallers())));
    }

    private int waitingCallers() {
        int callers = 0;
        for (JobClass jobClass : JobClass.values()) {
            callers += Math.max(untokenized.callers(jobClass), ready.callers(jobClass));
        }
        return callers;
    }

    private void onUp(EngineAnswer.Up up) {
        CostModel cost = costs.computeIfAbsent(up.facts().kind(), kind -> new CostModel(
                up.facts().tokensPerBatch(), learnedBefore.get(kind)));
        EngineState before =
                engines.put(up.engine(), new EngineState(up.port(), up.facts(), cost));
        if (before != null) {
            throw new IllegalStateException("engine " + up.engine() + " came up twice");
        }
        restarting.remove(up.engine());
        become(new Readiness.Serving(up.facts().profile(), up.facts().takesInstruction(), lanes()));
    }

    private void onDown(EngineAnswer.Down down, long nowNanos) {
        EngineState gone = engines.remove(down.engine());
        if (gone != null) {
            // A pair may have been there with several rows, and still there was one death.
            Set<Pending> inHand = new LinkedHashSet<>(tokenizing.onDown(gone));
            scoring.onDown(gone).forEach(row -> inHand.add(row.pending));
            inFlight.survive(inHand, gone.reserved && gone.ranAlone, nowNanos);
        }
        if (down.restarting()) {
            restarting.add(down.engine());
        } else {
            restarting.remove(down.engine());
        }
        become(without(down));
        if (readiness instanceof Readiness.Unavailable(String reason)) {
            inFlight.failAll(new Failure.NotReady(reason));
        }
    }

    /** Requests wait for an engine that restarts, but not for one that has given up. */
    private Readiness without(EngineAnswer.Down down) {
        if (engines.isEmpty() && restarting.isEmpty()) {
            return new Readiness.Unavailable(down.reason());
        }
        return switch (readiness) {
            case Readiness.Serving(ScoringProfile profile, boolean takesInstruction, int _) ->
                new Readiness.Serving(profile, takesInstruction, lanes());
            case Readiness.Starting starting -> starting;
            case Readiness.Unavailable _ -> new Readiness.Starting();
        };
    }

    private void become(Readiness next) {
        if (!next.equals(readiness)) {
            readiness = next;
            listener.onReadiness(next);
        }
    }

    private long nextCommandId() {
        return commands++;
    }

    private int lanes() {
        return engines.values().stream().mapToInt(engine -> engine.facts.lanes()).sum();
    }
}
