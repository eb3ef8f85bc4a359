// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringrank.scheduler.SimulatedEngine.Texts;
import io.ringrank.scheduler.core.Census;
import io.ringrank.scheduler.core.Readiness;
import io.ringrank.scheduler.core.SchedulerLimits;
import io.ringrank.scheduler.core.SchedulerListener;
import io.ringrank.scheduler.pair.PairKeys;
import io.ringrank.scheduler.ticket.CacheUse;
import io.ringrank.scheduler.ticket.Caller;
import io.ringrank.scheduler.ticket.DocumentOutcome;
import io.ringrank.scheduler.ticket.Failure;
import io.ringrank.scheduler.ticket.JobClass;
import io.ringrank.scheduler.ticket.JobTerms;
import io.ringrank.scheduler.ticket.OnTimeout;
import io.ringrank.scheduler.ticket.RerankJob;
import io.ringrank.scheduler.ticket.RerankOutcome;
import io.ringrank.scheduler.ticket.Submission;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * One run of the whole scheduler, ring and inbox included, against simulated engines and callers, in
 * virtual time on one thread. The same seed gives the same run. After every event it checks what must
 * hold at any moment, and at the end what must hold then.
 */
final class Simulation implements SimulatedEngine.Watcher, SchedulerListener {

    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000_000_000;
    /** Twice the longest time until the loop wakes up. */
    private static final long LATE_NANOS_MAX = 2 * MILLI;
    private static final long HOUR = 3_600 * SECOND;

    /** A run that is not over after so many events never will be. */
    private static final int EVENTS_MAX = 2_000_000;

    private final RandomGenerator random;
    private final SimulatedWorld world;
    private final VirtualTime time;
    private final long pairsMax;
    private final long bytesMax = 1 << 20;
    private final Reranker reranker;
    private final List<SimulatedEngine> engines = new ArrayList<>();
    private final List<Request> requests = new ArrayList<>();
    private final Map<Texts, Integer> scoring = new HashMap<>();
    private final Map<Texts, Integer> poisonings = new HashMap<>();
    private final long timeoutNanosMax;
    private final List<Completed> completed = new ArrayList<>();
    private boolean awake;
    private long nextTickNanos = Long.MAX_VALUE;
    int answered;
    int deaths;

    private record Request(int query, int option, List<Integer> documents, JobTerms terms,
            long deadlineNanos, Submission submission) {
        boolean isOpen() {
            return !submission.outcome().toCompletableFuture().isDone();
        }
    }

    private record Completed(Request request, RerankOutcome outcome, long atNanos) {}

    Simulation(long seed) {
        this.random = new SplittableRandom(seed);
        this.world = new SimulatedWorld(random);
        this.time = new VirtualTime(random, random.nextLong());
        this.pairsMax = world.pick(30, 300, 3000);
        this.timeoutNanosMax = random.nextBoolean() ? HOUR : 5 * SECOND;
        long cacheBytes = world.pick(0, 176 * 20, 1 << 20);
        this.reranker = Reranker.unstarted(new Reranker.Setup("sim", world.engines,
                new SchedulerLimits(world.pick(1, 4, 64), pairsMax, bytesMax, cacheBytes,
                        Duration.ofMillis(world.pick(0, 0, 500))),
                new PairKeys(new byte[16]), Map.of(), this, time::now));
        for (int i = 0; i < world.engines; i++) {
            engines.add(new SimulatedEngine(i, world, time, reranker.inbox(), this));
        }
    }

    void run() {
        engines.forEach(SimulatedEngine::start);
        int count = 20 + random.nextInt(150);
        long gapNanos = world.pick(100_000, 5_000_000, 50_000_000);
        long at = 0;
        for (int i = 0; i < count; i++) {
            at += world.between(0, 2 * gapNanos);
            time.after(at, this::submit);
        }
        time.after(at, () -> engines.forEach(engine -> engine.troubled = false));
        for (int events = 0; !time.isOver(); events++) {
            assertThat(events).as("events of a run").isLessThan(EVENTS_MAX);
            time.runNext();
            checkCompleted();
            wakeUp();
        }
        checkTheEnd();
    }

    /** The doorbell: work wakes the loop a little later, and so does time. */
    private void wakeUp() {
        if (!awake && reranker.loop().workIsThere()) {
            awake = true;
            time.after(world.between(0, MILLI), this::turn);
        }
    }

    private void turn() {
        awake = false;
        while (reranker.loop().doWork() > 0) {
            checkEveryMoment();
        }
        checkEveryMoment();
        long nanos = reranker.loop().nanosToNextTick();
        assertThat(nanos).as("nanoseconds to sleep after a turn that did nothing").isPositive();
        if (nanos < HOUR * 2) {
            long dueNanos = time.now() + nanos;
            nextTickNanos = dueNanos;
            time.after(nanos, () -> tick(dueNanos));
        }
    }

    private void tick(long dueNanos) {
        if (nextTickNanos == dueNanos && !awake) {
            turn();
        }
    }

    private void submit() {
        int query = random.nextInt(world.queries);
        int option = random.nextInt(world.options);
        int count = 1 + random.nextInt(random.nextInt(4) == 0 ? 60 : 6);
        JobTerms terms = terms();
        int first = terms.cache() == CacheUse.BYPASS ? SimulatedWorld.BYPASSING : 0;
        List<Integer> documents = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            documents.add(first + random.nextInt(world.documents));
        }
        submit(query, option, documents, terms);
    }

    private void submit(int query, int option, List<Integer> documents, JobTerms terms) {
        Submission submission = reranker.submit(new RerankJob(
                new Caller("caller " + random.nextInt(world.callers)),
                SimulatedWorld.query(query),
                documents.stream().map(SimulatedWorld::document).toList(),
                SimulatedWorld.OPTIONS.get(option), terms));
        Request request = new Request(query, option, documents, terms,
                time.now() + terms.timeoutNanos(), submission);
        requests.add(request);
        // A future would keep to itself what a check throws, so it only collects.
        submission.outcome()
                .thenAccept(outcome -> completed.add(new Completed(request, outcome,
                        time.now())));
        if (random.nextInt(8) == 0) {
            long patienceNanos = world.between(0, world.pick(1, 100, 1_000) * MILLI);
            boolean asksAgain = random.nextBoolean();
            time.after(patienceNanos, () -> {
                submission.cancel();
                if (asksAgain) {
                    time.after(world.between(0, 2 * MILLI),
                            () -> submit(query, option, documents, terms));
                }
            });
        }
    }

    private JobTerms terms() {
        long timeoutNanos = random.nextInt(5) == 0
                ? world.between(MILLI, SECOND)
                : timeoutNanosMax;
        return new JobTerms(random.nextInt(4) == 0 ? JobClass.BATCH : JobClass.INTERACTIVE,
                timeoutNanos, random.nextInt(3) == 0 ? OnTimeout.PARTIAL : OnTimeout.FAIL,
                random.nextInt(10) == 0 ? CacheUse.BYPASS : CacheUse.SHARE);
    }

    private void checkCompleted() {
        completed.forEach(this::check);
        answered += completed.size();
        completed.clear();
    }

    private void check(Completed done) {
        Request request = done.request();
        assertThat(done.atNanos() - request.deadlineNanos()).as("lateness of an outcome")
                .isLessThanOrEqualTo(LATE_NANOS_MAX);
        switch (done.outcome()) {
            case RerankOutcome.Failed(Failure failure) -> check(request, failure);
            case RerankOutcome.Answered(List<DocumentOutcome> documents, var _) -> {
                assertThat(documents).hasSameSizeAs(request.documents());
                for (int i = 0; i < documents.size(); i++) {
                    check(request, request.documents().get(i), documents.get(i));
                }
                if (documents.contains(new DocumentOutcome.Late())) {
                    assertThat(done.atNanos()).as("time of a partial answer")
                            .isGreaterThanOrEqualTo(request.deadlineNanos());
                }
            }
        }
    }

    private void check(Request request, Failure failure) {
        assertThat(failure instanceof Failure.QueryTooLong && !world.isTooLong(request.query()))
                .as("a short query is too long")
                .isFalse();
        boolean instructed = request.option() == SimulatedWorld.INSTRUCTED;
        assertThat(failure instanceof Failure.InstructionNotSupported
                && (world.takesInstruction || !instructed))
                .as("an instruction is refused though there is none, or it could be followed")
                .isFalse();
        if (failure instanceof Failure.DocumentsTooLong) {
            assertThat(request.documents()).allMatch(
                    document -> SimulatedWorld.isTooLong(document, request.option()));
        }
        if (failure instanceof Failure.DeadlinePassed(var timeout)) {
            assertThat(timeout.toNanos()).as("time enough, and still late").isLessThan(HOUR);
        }
    }

    private void check(Request request, int document, DocumentOutcome outcome) {
        int option = request.option();
        assertThat(option == SimulatedWorld.INSTRUCTED && !world.takesInstruction)
                .as("answered as if nothing was asked")
                .isFalse();
        switch (outcome) {
            case DocumentOutcome.Scored(var score, boolean _) -> {
                assertThat(score).isEqualTo(world.score(request.query(), document, option));
                assertThat(world.isPoison(document)).as("a poisonous document has no score")
                        .isFalse();
                assertThat(SimulatedWorld.isTooLong(document, option)).isFalse();
            }
            case DocumentOutcome.Late() -> {
                assertThat(request.terms().onTimeout()).isEqualTo(OnTimeout.PARTIAL);
                assertThat(request.terms().timeoutNanos()).as("time enough, and still late")
                        .isLessThan(HOUR);
            }
            case DocumentOutcome.TooLong(int tokens, int tokensMax) -> {
                assertThat(SimulatedWorld.isTooLong(document, option)).isTrue();
                assertThat(tokens).isGreaterThanOrEqualTo(tokensMax);
            }
            case DocumentOutcome.Unscored(String code, String _) -> {
                if (!world.isFrail()) {
                    assertThat(code).isEqualTo(
                            world.isPoison(document) ? "quarantined" : "no_finite_score");
                    assertThat(world.isPoison(document)
                            || world.score(request.query(), document, option) == null).isTrue();
                }
            }
        }
    }

    private void checkEveryMoment() {
        Census census = reranker.census();
        long open = requests.stream().filter(Request::isOpen).count();
        assertThat((long) census.requests()).as("requests inside").isEqualTo(open);
        assertThat(reranker.credits().pairsLeft()).as("credits in pairs")
                .isEqualTo(
                        pairsMax - census.documents());
        assertThat((long) census.pairs()).as("pairs inside")
                .isLessThanOrEqualTo(
                        census.documents() + outWithEnginesMax());
        assertThat(census.rowsWait() && census.idleEngines() > 0)
                .as("an engine is idle while rows wait: " + census)
                .isFalse();
        assertThat(census.textsWait() && !census.rowsWait() && !census.rowsLinger()
                && census.callsOut() == 0 && census.idleEngines() > 0)
                .as("an engine is idle while texts wait: " + census)
                .isFalse();
        assertThat(census.suspectsWait() && census.idleEngines() > 0
                && census.reservedEngines() == 0 && !census.rowsLinger())
                .as("an engine is idle while suspects wait: " + census)
                .isFalse();
    }

    private long outWithEnginesMax() {
        return (long) world.engines * (4 * 32 + 3 * world.lanes * world.pairsPerBatch);
    }

    private void checkTheEnd() {
        assertThat(requests).as("requests without an outcome").noneMatch(Request::isOpen);
        assertThat(answered).as("outcomes").isEqualTo(requests.size());
        assertThat(reranker.census()).satisfies(census -> {
            assertThat(census.requests()).isZero();
            assertThat(census.documents()).isZero();
            assertThat(census.pairs()).isZero();
            assertThat(census.textsWait() || census.rowsWait() || census.suspectsWait()).isFalse();
        });
        assertThat(reranker.credits().pairsLeft()).isEqualTo(pairsMax);
        assertThat(reranker.credits().bytesLeft()).isEqualTo(bytesMax);
        assertThat(reranker.credits().tokensClaimed()).isZero();
        poisonings.forEach((pair, times) -> assertThat(times).as("deaths by " + pair)
                .isLessThanOrEqualTo(isWithSeveralEngines(pair) ? 2 + world.engines : 3));
    }

    /** All that die of it before it is suspected count as one death. */
    private static boolean isWithSeveralEngines(Texts pair) {
        return isBypassing(pair) || pair.option() == SimulatedWorld.IN_WINDOWS;
    }

    @Override
    public void onScoring(Texts pair) {
        if (!isBypassing(pair)) {
            assertThat(scoring.merge(pair, 1, Integer::sum)).as("engines that score " + pair)
                    .isEqualTo(1);
        }
        assertThat(reranker.isCached(SimulatedWorld.PROFILE,
                SimulatedWorld.OPTIONS.get(pair.option()),
                bytes(SimulatedWorld.query(pair.query())),
                bytes(SimulatedWorld.document(pair.document()))))
                .as(pair + " is scored though it is cached")
                .isFalse();
    }

    private static boolean isBypassing(Texts pair) {
        return pair.document() >= SimulatedWorld.BYPASSING;
    }

    @Override
    public void onDoneScoring(Texts pair) {
        scoring.remove(pair);
    }

    @Override
    public void onKill(boolean hung, String reason) {
        assertThat(hung).as("killed, though it works: " + reason).isTrue();
    }

    @Override
    public void onPoisoned(Texts pair) {
        deaths++;
        poisonings.merge(pair.pair(), 1, Integer::sum);
    }

    @Override
    public void onBatch(BatchReport report) {
        assertThat(report.pairs()).isPositive();
        assertThat(report.longestWaitNanos()).isNotNegative();
    }

    @Override
    public void onFault(Throwable fault) {
        throw new AssertionError("the scheduler failed on an event", fault);
    }

    @Override
    public void onReadiness(Readiness readiness) {
        // Seen through what requests get.
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
