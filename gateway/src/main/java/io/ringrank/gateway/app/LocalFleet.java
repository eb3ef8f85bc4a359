// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.app;

import io.ringrank.gateway.config.DeploymentOptions;
import io.ringrank.gateway.config.DeploymentSpec;
import io.ringrank.gateway.control.deployments.DeploymentState;
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
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The deployments that run in this process. What is to run otherwise than it does is replaced while it
 * serves. Any thread.
 */
final class LocalFleet implements Fleet, RerankTargets, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LocalFleet.class);

    private final Parts parts;
    private final List<DeploymentSpec> ofSettings;
    /** Guarded by this. */
    private final SequencedMap<String, Serving> running = new LinkedHashMap<>();
    private Wanted wanted = new Wanted(List.of(), Set.of(), Map.of());
    private boolean closed;

    /** Replaced as a whole. */
    private volatile Map<String, RerankTarget> byName = Map.of();

    /** Plans the engines of one deployment. */
    @FunctionalInterface
    interface Planner {

        /**
         * @param index of the deployment, from 0
         * @param deployments that run then, as far as is known
         */
        DeploymentPlan plan(DeploymentOptions options, int index, int deployments);
    }

    /**
     * What it needs.
     *
     * @param drainTime that admitted work has when its deployment ends
     */
    record Parts(Planner planner, Deployment.Surroundings surroundings, GatewayMetrics metrics,
            Duration drainTime) {}

    /** What serves one name. Guarded by the fleet. */
    private static final class Serving {

        private Deployment current;
        /** Takes its place as soon as it can serve. */
        private @Nullable Deployment next;
        /** What could not take its place, and why. */
        private @Nullable DeploymentSpec refused;
        private String whyRefused = "";

        Serving(Deployment current) {
            this.current = current;
        }

        /** What it is to be, as far as that has not failed. */
        boolean isOrBecomes(DeploymentSpec spec) {
            Deployment coming = next;
            DeploymentSpec last = coming != null ? coming.spec() : refused;
            return (last != null ? last : current.spec()).equals(spec);
        }

        DeploymentStatus status() {
            DeploymentStatus status = current.status();
            Deployment coming = next;
            if (coming != null) {
                return new DeploymentStatus(status.state(), "serves as before while "
                        + coming.spec().model() + " comes: " + coming.status().message(),
                        coming.status().percent(), true);
            }
            return refused == null
                    ? status
                    : new DeploymentStatus(status.state(),
                            "serves as before, since the change can't run: " + whyRefused);
        }
    }

    LocalFleet(Parts parts, List<DeploymentSpec> ofSettings) {
        this.parts = parts;
        this.ofSettings = List.copyOf(ofSettings);
    }

    @Override
    public List<DeploymentSpec> ofSettings() {
        return ofSettings;
    }

    @Override
    public synchronized void run(Wanted all) {
        if (closed) {
            return;
        }
        wanted = all;
        SequencedMap<String, DeploymentSpec> specs = new LinkedHashMap<>();
        ofSettings.forEach(spec -> specs.put(spec.name(), spec));
        all.running().forEach(spec -> specs.putIfAbsent(spec.name(), spec));
        List<Serving> ending = running.values()
                .stream()
                .filter(serving -> !specs.containsKey(serving.current.name()))
                .toList();
        ending.forEach(serving -> running.remove(serving.current.name()));
        start(specs.values());
        publish();
        ending.forEach(this::end);
    }

    /** Starts what doesn't run as it should. What can't run needs no cores, so it has no share of them. */
    private void start(Collection<DeploymentSpec> specs) {
        Set<String> hopeless = specs.stream()
                .filter(this::isHopeless)
                .map(DeploymentSpec::name)
                .collect(Collectors.toSet());
        int sharing = Math.max(1, specs.size() - hopeless.size());
        int place = 0;
        for (DeploymentSpec spec : specs) {
            Serving there = running.get(spec.name());
            if (there == null) {
                running.put(spec.name(), new Serving(startInPlace(spec, place, sharing)));
            } else if (!there.isOrBecomes(spec)) {
                change(there, spec, place, sharing);
            }
            if (!hopeless.contains(spec.name())) {
                place++;
            }
        }
    }

    private boolean isHopeless(DeploymentSpec spec) {
        Serving there = running.get(spec.name());
        return there == null
                ? !parts.surroundings().models().mayRun(spec.source())
                : there.current.hasFailed();
    }

    private Deployment startInPlace(DeploymentSpec spec, int place, int sharing) {
        Deployment deployment = startBeside(spec, place, sharing);
        deployment.showInMetrics();
        return deployment;
    }

    private Deployment startBeside(DeploymentSpec spec, int place, int sharing) {
        return Deployment.start(spec, parts.planner().plan(spec.options(), place, sharing),
                parts.surroundings(), parts.metrics().ofDeployment(spec.name()));
    }

    private void change(Serving serving, DeploymentSpec spec, int place, int sharing) {
        Deployment coming = serving.next;
        serving.next = null;
        serving.refused = null;
        if (coming != null) {
            end(coming);
        }
        if (serving.current.spec().equals(spec)) {
            return;
        }
        if (serving.current.serves()) {
            Deployment next = startBeside(spec, place, sharing);
            serving.next = next;
            Thread.ofVirtual().name("replace-" + spec.name()).start(() -> replace(serving, next));
        } else {
            Deployment old = serving.current;
            serving.current = startInPlace(spec, place, sharing);
            end(old);
        }
    }

    /** Waits until the next one can serve, or can't. */
    private void replace(Serving serving, Deployment next) {
        try {
            Optional<String> problem = next.awaitAll();
            synchronized (this) {
                if (serving.next != next) {
                    return;
                }
                serving.next = null;
                if (problem.isPresent()) {
                    LOG.warn("{} serves as before: {}", next.name(), problem.get());
                    serving.refused = next.spec();
                    serving.whyRefused = problem.get();
                    end(next);
                    return;
                }
                Deployment old = serving.current;
                serving.current = next;
                next.showInMetrics();
                old.giveWayTo(next);
                publish();
                end(old);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public synchronized void retry(String name) {
        Serving serving = running.get(name);
        if (serving == null) {
            return;
        }
        serving.refused = null;
        if (serving.current.status().state() == DeploymentState.ERROR) {
            running.remove(name);
            publish();
            end(serving);
        }
    }

    private void publish() {
        Map<String, RerankTarget> targets = new HashMap<>();
        wanted.stopped().forEach(name -> targets.put(name, new StoppedTarget(name)));
        running.forEach((name, serving) -> targets.put(name, serving.current));
        wanted.aliases().forEach((alias, name) -> {
            RerankTarget target = targets.get(name);
            if (target != null) {
                targets.putIfAbsent(alias, target);
            }
        });
        byName = Map.copyOf(targets);
    }

    @Override
    public synchronized Optional<DeploymentStatus> status(String name) {
        return Optional.ofNullable(running.get(name)).map(Serving::status);
    }

    @Override
    public synchronized Optional<TargetDetails> details(String name) {
        return Optional.ofNullable(running.get(name)).map(serving -> serving.current.details());
    }

    @Override
    public synchronized List<String> lastLines(String name) {
        Serving serving = running.get(name);
        if (serving == null) {
            return List.of();
        }
        List<String> lines = new ArrayList<>(serving.current.lastLines());
        if (serving.next != null) {
            lines.addAll(serving.next.lastLines());
        }
        return lines;
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
                    .map(serving -> serving.current)
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
        running.values().forEach(serving -> learned.putAll(serving.current.learnedCosts()));
        return learned;
    }

    /** After the last request. */
    @Override
    public void close() {
        List<Deployment> last = new ArrayList<>();
        synchronized (this) {
            closed = true;
            running.values().forEach(serving -> {
                last.add(serving.current);
                if (serving.next != null) {
                    last.add(serving.next);
                }
            });
            running.clear();
            byName = Map.of();
        }
        last.forEach(Deployment::close);
    }

    private void end(Serving serving) {
        if (serving.next != null) {
            end(serving.next);
        }
        end(serving.current);
    }

    private void end(Deployment deployment) {
        Thread.ofVirtual()
                .name("end-" + deployment.name())
                .start(() -> {
                    deployment.drainAndClose(parts.drainTime());
                    forgetMetrics(deployment.name());
                });
    }

    private synchronized void forgetMetrics(String name) {
        if (!running.containsKey(name)) {
            parts.metrics().forget(name);
        }
    }
}
