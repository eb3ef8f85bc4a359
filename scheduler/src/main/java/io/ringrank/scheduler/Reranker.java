// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler;

import io.ringrank.scheduler.cache.ScoreCache;
import io.ringrank.scheduler.core.Census;
import io.ringrank.scheduler.core.LoadSnapshot;
import io.ringrank.scheduler.core.LoadSnapshot.Forecast;
import io.ringrank.scheduler.core.PairRequest;
import io.ringrank.scheduler.core.PairRequest.MissedPair;
import io.ringrank.scheduler.core.Readiness;
import io.ringrank.scheduler.core.SchedulerCore;
import io.ringrank.scheduler.core.SchedulerLimits;
import io.ringrank.scheduler.core.SchedulerListener;
import io.ringrank.scheduler.cost.EngineKind;
import io.ringrank.scheduler.cost.LearnedCost;
import io.ringrank.scheduler.engine.Doorbell;
import io.ringrank.scheduler.engine.EngineInbox;
import io.ringrank.scheduler.pair.PairKey;
import io.ringrank.scheduler.pair.PairKeys;
import io.ringrank.scheduler.pair.Score;
import io.ringrank.scheduler.pair.ScoringOptions;
import io.ringrank.scheduler.pair.ScoringProfile;
import io.ringrank.scheduler.ticket.AdmissionCredits;
import io.ringrank.scheduler.ticket.CacheUse;
import io.ringrank.scheduler.ticket.DocumentOutcome;
import io.ringrank.scheduler.ticket.Failure;
import io.ringrank.scheduler.ticket.JobTerms;
import io.ringrank.scheduler.ticket.RerankJob;
import io.ringrank.scheduler.ticket.StageTimes;
import io.ringrank.scheduler.ticket.Submission;
import io.ringrank.scheduler.ticket.Ticket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The door of one deployment: takes jobs, answers from the cache what it can, and hands the rest to
 * the scheduler thread. Any thread; never waits.
 */
public final class Reranker implements AutoCloseable {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    /** A job is taken in when it should be done in that part of its time: a forecast may be wrong. */
    private static final double TIME_USED = 0.85;

    /** That part of its time before its turn counts as little. */
    private static final double LITTLE = 0.05;

    private final PairKeys keys;
    private final ScoreCache cache;
    private final AdmissionCredits credits;
    private final EngineInbox inbox;
    private final SchedulerCore core;
    private final SchedulerLoop loop;
    private final SchedulerThread thread;
    private final LongSupplier nanoClock;
    private volatile boolean closed;

    /**
     * What a Reranker is made of.
     *
     * @param deployment names its thread
     * @param enginesMax engines that are being started, numbered from 0
     * @param learned what batches cost by what was learned earlier
     * @param nanoClock monotonic, nanoseconds, any origin
     */
    public record Setup(String deployment, int enginesMax, SchedulerLimits limits, PairKeys keys,
            Map<EngineKind, LearnedCost> learned, SchedulerListener listener,
            LongSupplier nanoClock) {}

    /** One engine has at most a few tokenize calls and three batches per lane out at a time. */
    private static final int ANSWERS_PER_ENGINE_MAX = 1024;

    private Reranker(Setup setup) {
        SchedulerLimits limits = setup.limits();
        Doorbell doorbell = new Doorbell();
        this.keys = setup.keys();
        this.cache = new ScoreCache(limits.cacheBytesMax(), limits.cacheTtl(), setup.nanoClock());
        this.credits = limits.credits();
        this.inbox = new EngineInbox(setup.enginesMax() * ANSWERS_PER_ENGINE_MAX, doorbell);
        this.nanoClock = setup.nanoClock();
        this.core = new SchedulerCore(setup.enginesMax(), cache, credits, setup.learned(),
                setup.listener());
        this.loop = new SchedulerLoop(core, setup.listener(),
                new PairRing(limits.ringSlots(), doorbell), inbox,
                doorbell, nanoClock);
        this.thread = new SchedulerThread(setup.deployment(), loop, doorbell);
    }

    /** Makes one and starts its scheduler thread. */
    public static Reranker start(Setup setup) {
        Reranker reranker = unstarted(setup);
        reranker.thread.start();
        return reranker;
    }

    /** Makes one whose loop somebody else turns. */
    static Reranker unstarted(Setup setup) {
        return new Reranker(setup);
    }

    SchedulerLoop loop() {
        return loop;
    }

    /** Scheduler thread only. */
    Census census() {
        return core.census(nanoClock.getAsLong());
    }

    boolean isCached(ScoringProfile profile, ScoringOptions options, byte[] query,
            byte[] document) {
        return cache.get(keys.forQuery(profile, options, query).key(document)) != null;
    }

    /** Where this deployment's engines put their answers. */
    public EngineInbox inbox() {
        return inbox;
    }

    /** What a request that came now would find. */
    public Readiness readiness() {
        return core.readiness();
    }

    /** What the scheduler has to do and how fast it is; at most a few milliseconds old. */
    public LoadSnapshot load() {
        return core.load();
    }

    /** What the cache of this deployment holds. */
    public ScoreCache.Stats cacheStats() {
        return cache.stats();
    }

    /** Pairs that wait or run now. */
    public AdmissionCredits credits() {
        return credits;
    }

    /** Takes a job in, or completes it at once with the reason why not. */
    public Submission submit(RerankJob job) {
        Ticket ticket = new Ticket(job.documents().size(), loop::noteCancel);
        if (closed) {
            ticket.fail(new Failure.ShuttingDown());
            return ticket;
        }
        switch (core.readiness()) {
            case Readiness.Starting() ->
                ticket.fail(new Failure.NotReady("the deployment is starting"));
            case Readiness.Unavailable(String reason) -> ticket.fail(new Failure.NotReady(reason));
            case Readiness.Serving(ScoringProfile profile, boolean takesInstruction, int _) -> {
                if (takesInstruction || job.options().instruction().isEmpty()) {
                    submit(job, ticket, profile);
                } else {
                    ticket.fail(new Failure.InstructionNotSupported());
                }
            }
        }
        return ticket;
    }

    /** Refuses what comes, fails what is open, ends the scheduler thread. */
    @Override
    public void close() {
        closed = true;
        thread.close();
    }

    private void submit(RerankJob job, Ticket ticket, ScoringProfile profile) {
        byte[] query = job.query().getBytes(StandardCharsets.UTF_8);
        LoadSnapshot load = core.load();
        List<MissedPair> missed = lookUp(job, ticket,
                keys.forQuery(profile, job.options(), query), load, query.length);
        if (missed.isEmpty()) {
            ticket.complete(StageTimes.NONE);
            return;
        }
        long claimed = credits.tokensClaimed();
        Optional<Forecast> forecast = load.forecast(job.terms().jobClass(), job.caller(),
                tokensNeeded(job.terms(), missed), claimed);
        Optional<Failure> refusal = forecast.flatMap(some -> refusal(some, job.terms()));
        if (refusal.isPresent()) {
            ticket.fail(refusal.get());
            return;
        }
        admit(ticket, new PairRequest(ticket, job.caller(), query, job.options(), missed,
                job.terms(), nanoClock.getAsLong(), forecast.map(Forecast::plainNanos).orElse(0L)));
    }

    private void admit(Ticket ticket, PairRequest request) {
        int pairs = request.pairs().size();
        if (!credits.tryClaim(pairs, request.bytes(), request.tokens())) {
            ticket.fail(new Failure.QueueFull(RETRY_AFTER));
        } else if (!loop.offer(request)) {
            credits.release(pairs, request.bytes(), request.tokens());
            ticket.fail(new Failure.QueueFull(RETRY_AFTER));
        }
    }

    /** Who takes a part of it needs time for a part of it only. */
    private static long tokensNeeded(JobTerms terms, List<MissedPair> missed) {
        return switch (terms.onTimeout()) {
            case FAIL -> missed.stream().mapToLong(MissedPair::tokens).sum();
            case PARTIAL -> missed.getFirst().tokens();
        };
    }

    /**
     * Empty if it should be done in its time. What would be late although little is before it is taken
     * in: it is in nobody's way, and what it gets done is cached for the next try.
     */
    private static Optional<Failure> refusal(Forecast forecast, JobTerms terms) {
        long inTimeNanos = (long) (TIME_USED * terms.timeoutNanos());
        if (forecast.doneNanos() <= inTimeNanos
                || forecast.backlogNanos() <= LITTLE * terms.timeoutNanos()) {
            return Optional.empty();
        }
        return Optional.of(new Failure.WouldBeLate(Duration.ofNanos(forecast.doneNanos()),
                Duration.ofNanos(terms.timeoutNanos()),
                Duration.ofNanos(forecast.doneNanos() - inTimeNanos)));
    }

    private List<MissedPair> lookUp(RerankJob job, Ticket ticket, PairKeys.ForQuery keysOfQuery,
            LoadSnapshot load, int queryBytes) {
        int documents = job.documents().size();
        List<MissedPair> missed = new ArrayList<>(documents);
        for (int i = 0; i < documents; i++) {
            byte[] document = job.documents().get(i).getBytes(StandardCharsets.UTF_8);
            PairKey key = keysOfQuery.key(document);
            Score known = job.terms().cache() == CacheUse.SHARE ? cache.get(key) : null;
            if (known == null) {
                long tokens = load.text()
                        .pairTokens((long) queryBytes + document.length, job.options());
                missed.add(new MissedPair(i, key, document, tokens));
            } else {
                ticket.accept(i, new DocumentOutcome.Scored(known, true));
            }
        }
        return missed;
    }
}
