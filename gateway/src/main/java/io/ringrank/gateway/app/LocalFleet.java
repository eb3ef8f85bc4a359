// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.app;

import io.ringrank.backend.llamacpp.natives.EnginePlan;
import io.ringrank.gateway.config.DeploymentSpec;
import io.ringrank.gateway.control.deployments.DeploymentStatus;
import io.ringrank.gateway.control.deployments.Fleet;
import io.ringrank.gateway.metrics.GatewayMetrics;
import io.ringrank.gateway.rerank.RerankTarget;
import io.ringrank.gateway.rerank.RerankTargets;
import io.ringrank.gateway.rerank.TargetDetails;
import io.ringrank.scheduler.cost.EngineKind;
import io.ringrank.scheduler.cost.LearnedCost;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/** The deployments that run in this process. Any thread. */
final class LocalFleet implements Fleet, RerankTargets, AutoCloseable {

    private final Parts parts;
    private final List<DeploymentSpec> ofSettings;
    /** Guarded by this. */
    private final SequencedMap<String, Deployment> running = new LinkedHashMap<>();
    /** Replaced as a whole. */
    private volatile Map<String, RerankTarget> byName = Map.of();
    private boolean closed;

    /** Plans the engines of one deployment. */
    @FunctionalInterface
    interface Planner {

        /**
         * @param index of the deployment, from 0
         * @param deployments that run then, as far as is known
         */
        EnginePlan plan(int index, int deployments);
    }

    /**
     * What it needs.
     *
     * @param drainTime that admitted work has when its deployment ends
     */
    record Parts(Planner planner, Deployment.Surroundings surroundings, GatewayMetrics metrics,
            Duration drainTime) {}

    LocalFleet(Parts parts, List<DeploymentSpec> ofSettings) {
        this.parts = parts;
        this.ofSettings = List.copyOf(ofSettings);
    }

    @Override
    public List<DeploymentSpec> ofSettings() {
        return ofSettings;
    }

    @Override
    public synchronized void run(List<DeploymentSpec> wanted) {
        if (closed) {
            return;
        }
        SequencedMap<String, DeploymentSpec> all = new LinkedHashMap<>();
        ofSettings.forEach(spec -> all.put(spec.name(), spec));
        wanted.forEach(spec -> all.putIfAbsent(spec.name(), spec));
        List<Deployment> ending = running.values()
                .stream()
                .filter(deployment -> !deployment.spec().equals(all.get(deployment.name())))
                .toList();
        ending.forEach(deployment -> running.remove(deployment.name()));
        start(all.values());
        byName = Map.copyOf(running);
        ending.forEach(this::end);
    }

    /** Starts those that don't run. What can't run needs no cores, so it has no share of them. */
    private void start(Collection<DeploymentSpec> all) {
        long failed = running.values().stream().filter(Deployment::hasFailed).count();
        int sharing = all.size() - Math.toIntExact(failed);
        int place = 0;
        for (DeploymentSpec spec : all) {
            Deployment there = running.get(spec.name());
            if (there == null) {
                running.put(spec.name(), Deployment.start(spec,
                        parts.planner().plan(place, sharing), parts.surroundings(),
                        parts.metrics().ofDeployment(spec.name())));
            }
            if (there == null || !there.hasFailed()) {
                place++;
            }
        }
    }

    @Override
    public synchronized void forget(String name) {
        Deployment ended = running.remove(name);
        if (ended != null) {
            byName = Map.copyOf(running);
            end(ended);
        }
    }

    @Override
    public synchronized Optional<DeploymentStatus> status(String name) {
        return Optional.ofNullable(running.get(name)).map(Deployment::status);
    }

    @Override
    public synchronized Optional<TargetDetails> details(String name) {
        return Optional.ofNullable(running.get(name)).map(Deployment::details);
    }

    @Override
    public synchronized List<String> lastLines(String name) {
        Deployment deployment = running.get(name);
        return deployment == null ? List.of() : deployment.lastLines();
    }

    @Override
    public Map<String, RerankTarget> byName() {
        return byName;
    }

    /** Of those that the settings name: waits until each can answer or can't, and says why not. */
    List<String> awaitSettled() throws InterruptedException {
        List<Deployment> started;
        synchronized (this) {
            started = ofSettings.stream()
                    .flatMap(spec -> Optional.ofNullable(running.get(spec.name())).stream())
                    .toList();
        }
        List<String> failures = new ArrayList<>();
        for (Deployment deployment : started) {
            deployment.awaitSettled().ifPresent(failures::add);
        }
        return failures;
    }

    synchronized int size() {
        return running.size();
    }

    synchronized Map<EngineKind, LearnedCost> learnedCosts() {
        Map<EngineKind, LearnedCost> learned = new HashMap<>();
        running.values().forEach(deployment -> learned.putAll(deployment.learnedCosts()));
        return learned;
    }

    /** After the last request. */
    @Override
    public void close() {
        List<Deployment> last;
        synchronized (this) {
            closed = true;
            last = List.copyOf(running.values());
            running.clear();
            byName = Map.of();
        }
        last.forEach(Deployment::close);
    }

    private void end(Deployment deployment) {
        Thread.ofVirtual()
                .name("end-" + deployment.name())
                .start(() -> deployment.drainAndClose(parts.drainTime()));
    }
}
