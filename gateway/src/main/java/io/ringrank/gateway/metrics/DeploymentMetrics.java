// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.ringrank.scheduler.cache.ScoreCache;
import io.ringrank.scheduler.core.ClassLoad;
import io.ringrank.scheduler.core.EngineLoad;
import io.ringrank.scheduler.core.LoadSnapshot;
import io.ringrank.scheduler.core.SchedulerListener.BatchReport;
import io.ringrank.scheduler.cost.LearnedCost;
import io.ringrank.scheduler.ticket.AdmissionCredits;
import io.ringrank.scheduler.ticket.JobClass;
import io.ringrank.scheduler.ticket.StageTimes;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** The numbers of one deployment; its scheduler reports batches to it. Any thread. */
public final class DeploymentMetrics {

    private static final String LABEL = "deployment";

    /** From a hit in the cache to the longest timeout that makes sense. */
    private static final Duration[] LATENCIES = {Duration.ofMillis(1), Duration.ofMillis(2),
        Duration.ofMillis(5), Duration.ofMillis(10), Duration.ofMillis(20), Duration.ofMillis(50),
        Duration.ofMillis(100), Duration.ofMillis(200), Duration.ofMillis(500),
        Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(5), Duration.ofSeconds(10),
        Duration.ofSeconds(30)};

    /** In percent: Micrometer rounds up to whole numbers before it chooses a bucket. */
    private static final double[] FILL_PERCENTS = {10, 25, 50, 75, 90, 100};

    private static final int FIRST_ERROR_STATUS = 400;
    private static final double PERCENT = 100;
    private static final double NANOS_PER_SECOND = 1e9;

    /** What a deployment says of itself at this moment. Any thread. */
    public interface Watched {

        /** Of a deployment that says nothing. */
        Watched NOTHING = new Watched() {
            @Override
            public LoadSnapshot load() {
                return LoadSnapshot.NONE;
            }

            @Override
            public AdmissionCredits credits() {
                return new AdmissionCredits(0, 0);
            }

            @Override
            public ScoreCache.Stats cache() {
                return new ScoreCache.Stats(0, 0, 0);
            }
        };

        LoadSnapshot load();

        AdmissionCredits credits();

        ScoreCache.Stats cache();
    }

    private final MeterRegistry registry;
    private final String deployment;
    private final Latencies latencies;
    private final Map<Integer, Counter> requestsByStatus = new ConcurrentHashMap<>();
    private final Map<String, Counter> failuresByCode = new ConcurrentHashMap<>();
    private final Counter partialAnswers;
    private final Counter pairs;
    private final Counter tokens;
    private final Counter cacheHits;
    private final Counter cacheMisses;
    private final Counter faults;
    private final Counter restarts;
    private final Timer requestTime;
    private final Timer queueWait;
    private final Timer batchTime;
    private final DistributionSummary batchFill;
    private volatile Watched watched = Watched.NOTHING;

    /** Publishes nothing of it any more. */
    void remove() {
        registry.getMeters()
                .stream()
                .filter(meter -> deployment.equals(meter.getId().getTag(LABEL)))
                .forEach(registry::remove);
    }

    /** @param latencies of all deployments */
    DeploymentMetrics(MeterRegistry registry, String deployment, Latencies latencies) {
        this.registry = registry;
        this.deployment = deployment;
        this.latencies = latencies;
        this.pairs = counter("ringrank.pairs", "Pairs that were scored, cached or not");
        this.tokens = counter("ringrank.tokens", "Tokens of those pairs");
        this.cacheHits = counter("ringrank.cache.hits", "Pairs that no engine had to compute");
        this.cacheMisses = counter("ringrank.cache.misses", "Pairs that an engine computed");
        this.partialAnswers = counter("ringrank.answers.partial",
                "Answers that lack documents because there was no time for them");
        this.faults = counter("ringrank.scheduler.faults", "Events that made the scheduler fail");
        this.restarts = counter("ringrank.engine.restarts",
                "Times that an engine ended by itself and was started again");
        this.requestTime = timer("ringrank.request", "Time from a request's head to its answer");
        this.queueWait = timer("ringrank.queue.wait", "Time from admission until the first batch");
        this.batchTime = timer("ringrank.batch.compute", "Time that a lane computed a batch");
        gauge("ringrank.lanes", "Lanes that are ready to score", this::lanes);
        this.batchFill = DistributionSummary.builder("ringrank.batch.fill")
                .description("Tokens of a batch, in percent of what it could have had")
                .tag(LABEL, deployment)
                .serviceLevelObjectives(FILL_PERCENTS)
                .register(registry);
    }

    /** Publishes from now on how much a deployment has to do and what it knows; the last one counts. */
    public void watch(Watched deploymentState) {
        boolean published = watched != Watched.NOTHING;
        watched = deploymentState;
        if (published) {
            return;
        }
        FunctionCounter
                .builder("ringrank.lane.busy.seconds", this,
                        self -> self.load().busyNanos() / NANOS_PER_SECOND)
                .description(
                        "Time that lanes computed; its rate over the lanes is their busy share")
                .tag(LABEL, deployment)
                .register(registry);
        FunctionCounter
                .builder("ringrank.cache.evictions", this,
                        self -> self.watched.cache().evictions())
                .description("Scores that had no room or were too old")
                .tag(LABEL, deployment)
                .register(registry);
        gauge("ringrank.cache.entries", "Scores that are kept", () -> watched.cache().entries());
        gauge("ringrank.cache.bytes", "Memory that they take", () -> watched.cache().bytes());
        gauge("ringrank.queued.pairs", "Pairs that wait or run", this::queuedPairs);
        gauge("ringrank.queued.bytes", "Bytes of text that wait or run",
                () -> watched.credits().bytesClaimed());
        for (JobClass jobClass : JobClass.values()) {
            gaugeOfClass("ringrank.queued.tokens", "Tokens that wait, as far as they can be known",
                    jobClass, ClassLoad::tokens);
            gaugeOfClass("ringrank.queued.callers", "Callers that have something waiting",
                    jobClass, ClassLoad::waitingCallers);
        }
        watchEngines();
    }

    private void watchEngines() {
        gauge("ringrank.batches.in.hand", "Batches that engines have and did not answer",
                () -> load().engines().stream().mapToInt(EngineLoad::batchesInHand).sum());
        gauge("ringrank.queue.expected.seconds",
                "Time until all that waits or runs is done; 0 before the first batch",
                () -> expectedSeconds(load()));
        gauge("ringrank.tokens.per.second", "Tokens that all lanes can score in a second",
                () -> load().tokensPerSecond());
        gauge("ringrank.batch.tokens.budget", "Tokens of a batch at which a token costs least",
                () -> learned(LearnedCost::budgetTokens));
        gauge("ringrank.batch.cost.seconds", "What a batch costs whatever its size, as learned",
                () -> learned(LearnedCost::fixedNanos) / NANOS_PER_SECOND);
        gauge("ringrank.batch.cost.seconds.per.token", "What a token adds to that",
                () -> learned(LearnedCost::nanosPerToken) / NANOS_PER_SECOND);
        gauge("ringrank.batch.cost.seconds.per.token.squared",
                "What the square of a batch's tokens adds to that",
                () -> learned(LearnedCost::nanosPerSquare) / NANOS_PER_SECOND);
    }

    private static double expectedSeconds(LoadSnapshot load) {
        double tokensPerSecond = load.tokensPerSecond();
        return tokensPerSecond > 0 ? load.claimedTokens() / tokensPerSecond : 0;
    }

    private LoadSnapshot load() {
        return watched.load();
    }

    /** Pairs that wait or run. */
    long queuedPairs() {
        return watched.credits().pairsClaimed();
    }

    /** Lanes that are ready to score. */
    int lanes() {
        return load().engines().stream().mapToInt(it -> it.facts().lanes()).sum();
    }

    Totals totals() {
        return new Totals(requests(0), requests(FIRST_ERROR_STATUS), pairs.count(), tokens.count(),
                cacheHits.count(),
                batchFill.count(), batchFill.totalAmount(), load().busyNanos());
    }

    /** @param statusMin of those that count */
    private double requests(int statusMin) {
        return requestsByStatus.entrySet()
                .stream()
                .filter(entry -> entry.getKey() >= statusMin)
                .mapToDouble(entry -> entry.getValue().count())
                .sum();
    }

    /** The largest of its engines, which are nearly always alike; 0 before the first batch. */
    private double learned(ToDoubleFunction<LearnedCost> part) {
        return load().engines()
                .stream()
                .flatMap(engine -> engine.cost().stream())
                .mapToDouble(part)
                .max()
                .orElse(0);
    }

    /** @param nanos from the request's head until its answer was written */
    public void onRequest(int status, long nanos) {
        requestsByStatus.computeIfAbsent(status, this::requestsWith).increment();
        requestTime.record(nanos, TimeUnit.NANOSECONDS);
        if (status < FIRST_ERROR_STATUS) {
            latencies.record(nanos);
        }
    }

    /** @param cachedPairs of the scored ones */
    public void onAnswer(int scoredPairs, int cachedPairs, long scoredTokens, StageTimes times) {
        pairs.increment(scoredPairs);
        tokens.increment((double) scoredTokens);
        cacheHits.increment(cachedPairs);
        cacheMisses.increment((double) scoredPairs - cachedPairs);
        queueWait.record(times.queueNanos() + times.waitNanos(), TimeUnit.NANOSECONDS);
    }

    /** @param code of the error that the client gets, one of the few that there are */
    public void onFailure(String code) {
        failuresByCode.computeIfAbsent(code, this::failuresWith).increment();
    }

    public void onPartialAnswer() {
        partialAnswers.increment();
    }

    /** A batch came back from its lane. */
    public void onBatch(BatchReport report) {
        batchTime.record(report.computeNanos(), TimeUnit.NANOSECONDS);
        if (report.tokensMax() > 0) {
            batchFill.record(PERCENT * report.tokens() / report.tokensMax());
        }
    }

    /** An engine ended by itself and is started again. */
    public void onEngineRestart() {
        restarts.increment();
    }

    /** The scheduler failed on an event, and went on. */
    public void onFault(Throwable fault) {
        faults.increment();
    }

    private Counter failuresWith(String code) {
        return Counter.builder("ringrank.requests.failed")
                .description("Rerank requests that the deployment answered with that error")
                .tag(LABEL, deployment)
                .tag("code", code)
                .register(registry);
    }

    private Counter requestsWith(int status) {
        return Counter.builder("ringrank.requests")
                .description("Rerank requests by HTTP status; 499 if the client went away")
                .tag(LABEL, deployment)
                .tag("status", Integer.toString(status))
                .register(registry);
    }

    private Counter counter(String name, String description) {
        return Counter.builder(name)
                .description(description)
                .tag(LABEL, deployment)
                .register(registry);
    }

    private void gaugeOfClass(String name, String description, JobClass jobClass,
            ToDoubleFunction<ClassLoad> value) {
        Gauge.builder(name, () -> value.applyAsDouble(load().ofClass(jobClass)))
                .description(description)
                .tag(LABEL, deployment)
                .tag("class", jobClass.word())
                .register(registry);
    }

    private void gauge(String name, String description, Supplier<Number> value) {
        Gauge.builder(name, value)
                .description(description)
                .tag(LABEL, deployment)
                .register(registry);
    }

    private Timer timer(String name, String description) {
        return Timer.builder(name)
                .description(description)
                .tag(LABEL, deployment)
                .serviceLevelObjectives(LATENCIES)
                .register(registry);
    }
}
