// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.app;

import io.ringrank.backend.llamacpp.client.EngineSpec;
import io.ringrank.backend.llamacpp.client.EngineState;
import io.ringrank.backend.llamacpp.client.EngineSupervisor;
import io.ringrank.backend.llamacpp.natives.EnginePlan;
import io.ringrank.gateway.app.ModelFiles.GoodFile;
import io.ringrank.gateway.app.ModelFiles.RefusedFile;
import io.ringrank.gateway.config.DeploymentSpec;
import io.ringrank.gateway.control.deployments.DeploymentState;
import io.ringrank.gateway.control.deployments.DeploymentStatus;
import io.ringrank.gateway.dialect.ScoreMode;
import io.ringrank.gateway.download.ModelStore;
import io.ringrank.gateway.hub.HubException;
import io.ringrank.gateway.metrics.DeploymentMetrics;
import io.ringrank.gateway.rerank.RerankTarget;
import io.ringrank.gateway.rerank.TargetDetails;
import io.ringrank.scheduler.Reranker;
import io.ringrank.scheduler.core.Readiness;
import io.ringrank.scheduler.core.SchedulerListener;
import io.ringrank.scheduler.cost.EngineKind;
import io.ringrank.scheduler.cost.LearnedCost;
import io.ringrank.scheduler.engine.EngineAnswer;
import io.ringrank.scheduler.pair.ScoringProfile;
import io.ringrank.scheduler.ticket.Failure;
import io.ringrank.scheduler.ticket.RerankJob;
import io.ringrank.scheduler.ticket.Submission;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A deployment that is meant to run: its scheduler and its engines. Any thread. */
final class Deployment implements RerankTarget, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Deployment.class);

    private final DeploymentSpec spec;
    private final EnginePlan plan;
    private final Optional<String> obstacle;
    private final Surroundings surroundings;
    private final DeploymentMetrics metrics;
    private final Reranker reranker;
    private final Thread starter;
    private final Entrance entrance;
    /** Empty if it can answer, else the reason why it could not at first. */
    private final CompletableFuture<Optional<String>> settled = new CompletableFuture<>();
    private final AtomicBoolean selfTested = new AtomicBoolean();
    private volatile boolean selfTestIsOver;
    private volatile Optional<Deployment> coming = Optional.empty();
    private final EngineStates engineStates;
    private final List<EngineSupervisor> engines = new ArrayList<>();
    private final ServedModel model;
    private final ModelFetch fetch;
    private final DeploymentOrigin origin;
    /** Guarded by this. */
    private ModelFiles.@Nullable Claims claims;
    private boolean closed;

    private Deployment(DeploymentSpec spec, DeploymentPlan plan, Surroundings surroundings,
            DeploymentMetrics metrics, DeploymentOrigin origin) {
        this.spec = spec;
        this.plan = plan.engines();
        this.obstacle = plan.obstacle();
        this.surroundings = surroundings;
        this.metrics = metrics;
        this.model = new ServedModel(spec.name());
        this.engineStates = new EngineStates(plan.engines().engines());
        this.fetch = new ModelFetch(spec.name(), surroundings.progress(),
                origin.earlier());
        this.origin = origin;
        this.reranker = Reranker.start(new Reranker.Setup(spec.name(),
                this.plan.engines(), surroundings.limits(spec.options()),
                surroundings.keys(),
                surroundings.costs().costs(), new Events(), System::nanoTime));
        this.entrance = new Entrance(spec.name(), reranker, System::nanoTime);
        this.starter = Thread.ofVirtual()
                .name("start-" + spec.name())
                .uncaughtExceptionHandler((_, fault) -> giveUp("its start failed: " + fault))
                .unstarted(this::startEngines);
    }

    /** From now on the numbers of its name are its own. */
    void showInMetrics() {
        metrics.watch(new WatchedReranker(reranker));
    }

    /** Returns at once; the model is read and loaded elsewhere. */
    static Deployment start(DeploymentSpec spec, DeploymentPlan plan, Surroundings surroundings,
            DeploymentMetrics metrics, DeploymentOrigin origin) {
        Deployment deployment = new Deployment(spec, plan, surroundings, metrics, origin);
        deployment.starter.start();
        return deployment;
    }

    /** Waits until it can answer, or until it is clear that it can't: then says why. */
    Optional<String> awaitSettled() throws InterruptedException {
        return awaitReason().map(reason -> "deployment " + name() + " can't run: " + reason);
    }

    private Optional<String> awaitReason() throws InterruptedException {
        try {
            return settled.get();
        } catch (ExecutionException e) {
            throw new AssertionError("it never completes exceptionally", e);
        }
    }

    /** The same, but until all of its engines run that can; the reason without the name. */
    Optional<String> awaitAll() throws InterruptedException {
        Optional<String> problem = awaitReason();
        if (problem.isEmpty()) {
            engineStates.awaitAllTried();
        }
        return problem;
    }

    @Override
    public String name() {
        return spec.name();
    }

    @Override
    public @Nullable ScoreMode scoreMode() {
        return spec.options().scoreMode();
    }

    @Override
    public State state() {
        return switch (reranker.readiness()) {
            case Readiness.Starting() -> new State.NotReady(engineStates.whatIsMissing(fetch));
            case Readiness.Serving(ScoringProfile _, boolean _, int lanes) ->
                lanes > 0 ? tested() : new State.NotReady(engineStates.whatIsMissing(fetch));
            case Readiness.Unavailable(String reason) -> new State.NotReady(reason);
        };
    }

    private State tested() {
        return model.wrongScores().<State>map(State.NotReady::new).orElseGet(State.Ready::new);
    }

    @Override
    public String stateWord() {
        return status().state().word();
    }

    @Override
    public TargetDetails details() {
        return new TargetDetails(engineStates.details(), reranker.load(),
                reranker.credits().pairsClaimed(),
                reranker.credits().bytesClaimed(), model.details(fetch.choice()),
                coming.map(Deployment::asComing));
    }

    private TargetDetails.Coming asComing() {
        DeploymentStatus now = status();
        return new TargetDetails.Coming(now.state().word(), now.message(), details());
    }

    /** @param next null if nothing takes its place any more */
    void expect(@Nullable Deployment next) {
        coming = Optional.ofNullable(next);
    }

    /** How it is, in the words of the control plane. */
    DeploymentStatus status() {
        return Phase.of(reranker.readiness(), engineStates, fetch, model, selfTestIsOver).status();
    }

    /** Whether it answers requests now. */
    boolean serves() {
        return reranker.readiness() instanceof Readiness.Serving serving && serving.lanes() > 0;
    }

    /** Whether it will not run without somebody's help. */
    boolean hasFailed() {
        return reranker.readiness() instanceof Readiness.Unavailable;
    }

    /** Whether it could start now if it began anew. */
    boolean mayBeTriedAgain() {
        return status().state() == DeploymentState.ERROR || fetch.isPausing();
    }

    /** Which file of its source it has; empty before that is known, and if it was not to be chosen. */
    Optional<ModelFetch.Chosen> chosen() {
        return fetch.chosen();
    }

    /** Whether it would have more lanes with another plan. */
    boolean wouldGrow(DeploymentPlan other) {
        return other.hasMoreLanesThan(plan);
    }

    /** What its engines wrote last. */
    synchronized List<String> lastLines() {
        return engines.stream().flatMap(engine -> engine.lastLines().stream()).toList();
    }

    DeploymentSpec spec() {
        return spec;
    }

    /** What has been learned of its engines so far. */
    Map<EngineKind, LearnedCost> learnedCosts() {
        return reranker.load().costs();
    }

    @Override
    public Submission submit(RerankJob job) {
        return model.failure()
                .map(reason -> Entrance.refused(job, new Failure.NotReady(reason)))
                .orElseGet(() -> entrance.submit(job));
    }

    /** Whether it could serve and nobody has asked for as long as its options say. */
    boolean isIdle() {
        Integer seconds = spec.options().idleUnloadSeconds();
        return seconds != null && selfTestIsOver && serves()
                && entrance.emptyFor().compareTo(Duration.ofSeconds(seconds)) >= 0;
    }

    /** Before it is drained, so that no request falls between the two. */
    void giveWayTo(RerankTarget other) {
        entrance.giveWayTo(other);
    }

    /** From now on somebody else keeps its file from being deleted. */
    synchronized ModelStore.Hold passOnHold() {
        ModelFiles.Claims mine = Objects.requireNonNull(claims, "it serves");
        claims = new ModelFiles.Claims(mine.memory(), () -> {});
        return mine.file();
    }

    /** Takes nothing more in, and closes when what it took in is answered. */
    void drainAndClose(Duration timeout) {
        // Before it is waited for: a download that nobody wants need not end.
        starter.interrupt();
        entrance.drain(timeout);
        close();
    }

    @Override
    public void close() {
        List<EngineSupervisor> running;
        synchronized (this) {
            closed = true;
            running = List.copyOf(engines);
        }
        starter.interrupt();
        settled.complete(Optional.of("it was ended"));
        reranker.close();
        running.forEach(EngineSupervisor::close);
        synchronized (this) {
            if (claims != null) {
                claims.close();
            }
        }
    }

    private void startEngines() {
        if (obstacle.isPresent()) {
            giveUp(obstacle.get());
            return;
        }
        try {
            switch (fetch.find(surroundings.models(), spec.source(), plan,
                    problem -> settled.complete(Optional.of(problem)))) {
                case GoodFile good -> {
                    good.overrides()
                            .forEach(override -> LOG.warn("deployment {}: {}", name(), override));
                    model.set(good);
                    startEngines(good);
                }
                case RefusedFile(Path path, List<String> reasons) -> giveUp(
                        "the model " + path + " is refused: " + String.join("; ", reasons));
            }
        } catch (IOException | HubException e) {
            giveUp(String.valueOf(e.getMessage()));
        } catch (InterruptedException _) {
            giveUp("its start was interrupted");
        }
    }

    /** The scheduler hears of it as of an engine that can't run, although none was started. */
    private void giveUp(String reason) {
        for (int engine = 0; engine < plan.engines(); engine++) {
            reranker.inbox().offer(new EngineAnswer.Down(engine, reason, false));
        }
    }

    private synchronized void startEngines(GoodFile model) {
        if (closed) {
            model.claims().close();
            return;
        }
        claims = model.claims();
        LOG.info("deployment {}: pairs may have {} tokens; the model was trained for {}", name(),
                model.compute().tokensPerPair(), model.summary().shape().contextTokens());
        EngineSpec engineSpec =
                new EngineSpec(model.file(), model.compute(), surroundings.jvm());
        for (int i = 0; i < plan.engines(); i++) {
            int engine = i;
            EngineSupervisor supervisor = new EngineSupervisor(engine, engineSpec,
                    surroundings.engines(), reranker.inbox(),
                    state -> onEngineState(engine, state));
            engines.add(supervisor);
            supervisor.start();
        }
    }

    /** Once, by the first engine that is up. Waits. */
    private void testItself() {
        try {
            model.test(reranker);
            entrance.touch();
            selfTestIsOver = true;
            settle(model.wrongScores());
        } catch (InterruptedException _) {
            settled.complete(Optional.of("its self-test was interrupted"));
        }
    }

    private void settle(Optional<String> problem) {
        settled.complete(problem);
        // The scheduler's thread must not wait for the fleet.
        Thread.ofVirtual()
                .name("settled-" + name())
                .start(() -> origin.onSettled().accept(this));
    }

    private void onEngineState(int engine, EngineState state) {
        engineStates.put(engine, state);
        if (state instanceof EngineState.Restarting) {
            metrics.onEngineRestart();
        }
        if (engineStates.areAllTried()) {
            freeMemory();
        }
        // A model that loads reports a hundred times; whoever watches asks /readyz.
        if (!(state instanceof EngineState.Loading)) {
            surroundings.progress()
                    .say(name() + ", engine " + engine + ": " + EngineWords.describe(state));
        }
    }

    /** What its engines have taken shows in what the machine has to spare. */
    private synchronized void freeMemory() {
        if (claims != null) {
            claims.memory().close();
        }
    }

    /** Counts, and tells whoever waits for the start. Scheduler thread only. */
    private final class Events implements SchedulerListener {

        @Override
        public void onBatch(BatchReport report) {
            metrics.onBatch(report);
        }

        @Override
        public void onReadiness(Readiness readiness) {
            switch (readiness) {
                case Readiness.Serving(ScoringProfile _, boolean _, int lanes) -> {
                    LOG.info("deployment {} serves on {} {}", name(), lanes,
                            lanes == 1 ? "lane" : "lanes");
                    if (selfTested.compareAndSet(false, true)) {
                        Thread.ofVirtual()
                                .name("self-test-" + name())
                                .start(Deployment.this::testItself);
                    }
                }
                case Readiness.Unavailable(String reason) -> {
                    LOG.error("deployment {} can't run: {}", name(), reason);
                    settle(Optional.of(reason));
                }
                case Readiness.Starting() -> LOG.info("deployment {} starts", name());
            }
        }

        @Override
        public void onFault(Throwable fault) {
            metrics.onFault(fault);
            LOG.error("the scheduler of {} failed on an event and goes on", name(), fault);
        }
    }
}
