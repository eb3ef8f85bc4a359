// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.app;

import io.ringrank.gateway.app.FleetParts.Share;
import io.ringrank.gateway.config.DeploymentSpec;
import io.ringrank.gateway.control.deployments.DeploymentStatus;
import io.ringrank.gateway.control.deployments.Fleet;
import io.ringrank.gateway.rerank.RerankTarget;
import io.ringrank.gateway.rerank.RerankTargets;
import io.ringrank.gateway.rerank.TargetDetails;
import io.ringrank.scheduler.cost.EngineKind;
import io.ringrank.scheduler.cost.LearnedCost;
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

    private final FleetParts parts;
    private final List<DeploymentSpec> ofSettings;
    /** Guarded by this. */
    private final SequencedMap<String, Serving> running = new LinkedHashMap<>();
    /** Those whose engines ended for want of requests, also while they come back. Guarded by this. */
    private final Map<String, IdleTarget> idle = new HashMap<>();
    private final Aliases aliases = new Aliases();
    private Wanted wanted = new Wanted(List.of(), Set.of(), Map.of());
    private boolean closed;

    /** Replaced as a whole. */
    private volatile Map<String, RerankTarget> byName = Map.of();

    LocalFleet(FleetParts parts, List<DeploymentSpec> ofSettings) {
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
        SequencedMap<String, DeploymentSpec> specs = specs();
        List<Serving> ending = running.values()
                .stream()
                .filter(serving -> !specs.containsKey(serving.current.name()))
                .toList();
        ending.forEach(serving -> running.remove(serving.current.name()));
        idle.values().removeIf(target -> target.endUnless(specs.keySet()));
        start(specs.values());
        publish();
        ending.forEach(serving -> serving.all().forEach(this::end));
    }

    private SequencedMap<String, DeploymentSpec> specs() {
        SequencedMap<String, DeploymentSpec> specs = new LinkedHashMap<>();
        ofSettings.forEach(spec -> specs.put(spec.name(), spec));
        wanted.running().forEach(spec -> specs.putIfAbsent(spec.name(), spec));
        return specs;
    }

    /** Starts what doesn't run as it should. */
    private void start(Collection<DeploymentSpec> specs) {
        shares(specs).forEach((spec, share) -> {
            Serving there = running.get(spec.name());
            if (there == null) {
                startUnlessIdle(spec, share);
            } else if (!there.isOrBecomes(spec)) {
                change(there, spec, share);
            }
        });
    }

    /** What can't run needs no cores, so nobody has less for it. */
    private SequencedMap<DeploymentSpec, Share> shares(Collection<DeploymentSpec> specs) {
        Set<DeploymentSpec> hopeless =
                specs.stream().filter(this::isHopeless).collect(Collectors.toSet());
        int sharing = Math.max(1, specs.size() - hopeless.size());
        SequencedMap<DeploymentSpec, Share> shares = new LinkedHashMap<>();
        int place = 0;
        for (DeploymentSpec spec : specs) {
            shares.put(spec, new Share(place, sharing));
            if (!hopeless.contains(spec)) {
                place++;
            }
        }
        return shares;
    }

    /** What others waited for may be there now, or never come. */
    private synchronized void onSettled(Deployment settled) {
        Serving serving = running.get(settled.name());
        if (closed || serving == null) {
            return;
        }
        if (serving.current == settled && settled.hasFailed()) {
            spread();
        }
        publish();
    }

    /** Those that run with less than their share get all of it, now that one can't run. */
    private void spread() {
        shares(specs().values()).forEach((spec, share) -> {
            Serving there = running.get(spec.name());
            if (there != null && there.serves(spec)
                    && there.current.wouldGrow(parts.planner().plan(spec.options(), share))) {
                LOG.info("deployment {} gets the cores of one that can't run", spec.name());
                replaceBeside(there, spec, share);
            }
        });
    }

    /** Ends the engines of those that nobody has asked for long enough; they keep their share of cores. */
    synchronized void unloadIdle() {
        List<Serving> tired = running.values()
                .stream()
                .filter(serving -> serving.next() == null && serving.current.isIdle())
                .toList();
        for (Serving serving : tired) {
            Deployment deployment = serving.current;
            LOG.info("deployment {} ends its engines until somebody asks", deployment.name());
            IdleTarget target = new IdleTarget(
                    new IdleTarget.Resting(deployment.spec(), deployment.details().model(),
                            deployment.chosen(), deployment.passOnHold()),
                    parts.surroundings().limits().credits(), this::wake);
            idle.put(deployment.name(), target);
            running.remove(deployment.name());
            deployment.giveWayTo(target);
            publish();
            end(deployment);
        }
    }

    private synchronized void wake(IdleTarget target) {
        if (idle.get(target.name()) == target && !running.containsKey(target.name())) {
            start(specs().values());
        }
    }

    /** Waits until engines are back, or can't come, and hands them what has waited. */
    private void awaitServing(IdleTarget target) {
        try {
            Deployment settled = null;
            for (Deployment current = follower(target, settled); current != null; current =
                    follower(target, settled)) {
                current.awaitSettled();
                settled = current;
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** What comes in the place of an idle one; null if it is there, which is the one that has settled. */
    private synchronized @Nullable Deployment follower(IdleTarget target,
            @Nullable Deployment settled) {
        Serving serving = running.get(target.name());
        if (serving == null || idle.get(target.name()) != target) {
            return null;
        }
        if (serving.current != settled) {
            return serving.current;
        }
        idle.remove(target.name());
        publish();
        target.handOver(settled);
        return null;
    }

    private void startUnlessIdle(DeploymentSpec spec, Share share) {
        IdleTarget target = idle.get(spec.name());
        if (target != null && target.rests(spec)) {
            return;
        }
        Optional<ModelFetch.Chosen> earlier =
                target == null ? Optional.empty() : target.chosen(spec.source());
        running.put(spec.name(), new Serving(startInPlace(spec, share, earlier)));
        if (target != null) {
            Thread.ofVirtual().name("await-" + spec.name()).start(() -> awaitServing(target));
        }
    }

    private boolean isHopeless(DeploymentSpec spec) {
        Serving there = running.get(spec.name());
        return there == null
                ? !parts.surroundings().models().mayRun(spec.source())
                : there.current.hasFailed();
    }

    private Deployment startInPlace(DeploymentSpec spec, Share share,
            Optional<ModelFetch.Chosen> earlier) {
        Deployment deployment =
                parts.start(spec, share, new DeploymentOrigin(earlier, this::onSettled));
        deployment.showInMetrics();
        return deployment;
    }

    private void change(Serving serving, DeploymentSpec spec, Share share) {
        Deployment coming = serving.next();
        serving.expect(null);
        serving.refused = null;
        if (coming != null) {
            end(coming);
        }
        if (serving.current.spec().equals(spec)) {
            return;
        }
        if (serving.current.serves()) {
            replaceBeside(serving, spec, share);
        } else {
            Deployment old = serving.current;
            serving.current = startInPlace(spec, share, Optional.empty());
            end(old);
        }
    }

    private void replaceBeside(Serving serving, DeploymentSpec spec, Share share) {
        // It needs memory beside the one that serves, which must not make it another file.
        Optional<ModelFetch.Chosen> earlier = serving.current.spec().source().equals(spec.source())
                ? serving.current.chosen()
                : Optional.empty();
        Deployment next = parts.start(spec, share, new DeploymentOrigin(earlier, this::onSettled));
        serving.expect(next);
        Thread.ofVirtual().name("replace-" + spec.name()).start(() -> replace(serving, next));
    }

    /** Waits until the next one can serve, or can't. */
    private void replace(Serving serving, Deployment next) {
        try {
            Optional<String> problem = next.awaitAll();
            synchronized (this) {
                if (serving.next() != next) {
                    return;
                }
                serving.expect(null);
                if (problem.isPresent()) {
                    LOG.warn("{} serves as before: {}", next.name(), problem.get());
                    serving.refuse(next.spec(), problem.get());
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
        if (serving.current.mayBeTriedAgain()) {
            running.remove(name);
            publish();
            serving.all().forEach(this::end);
        }
    }

    private void publish() {
        Map<String, RerankTarget> targets = new HashMap<>();
        wanted.stopped().forEach(name -> targets.put(name, new StoppedTarget(name)));
        running.forEach((name, serving) -> targets.put(name, serving.current));
        targets.putAll(idle);
        aliases.lead(wanted.aliases(), targets).forEach(targets::putIfAbsent);
        byName = Map.copyOf(targets);
    }

    @Override
    public synchronized Optional<DeploymentStatus> status(String name) {
        return Optional.ofNullable(running.get(name))
                .map(Serving::status)
                .or(() -> Optional.ofNullable(idle.get(name)).map(IdleTarget::status));
    }

    @Override
    public synchronized Optional<TargetDetails> details(String name) {
        return Optional.ofNullable(running.get(name))
                .map(serving -> serving.current.details())
                .or(() -> Optional.ofNullable(idle.get(name)).map(IdleTarget::details));
    }

    @Override
    public synchronized List<String> lastLines(String name) {
        Serving serving = running.get(name);
        return serving == null
                ? List.of()
                : serving.all().stream().flatMap(it -> it.lastLines().stream()).toList();
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
            running.values().forEach(serving -> last.addAll(serving.all()));
            running.clear();
            idle.values().forEach(target -> target.handOver(new StoppedTarget(target.name())));
            idle.clear();
            byName = Map.of();
        }
        last.forEach(Deployment::close);
    }

    private void end(Deployment deployment) {
        Thread.ofVirtual()
                .name("end-" + deployment.name())
                .start(() -> {
                    parts.surroundings().costs().learn(deployment.learnedCosts());
                    deployment.drainAndClose(parts.drainTime());
                    forgetMetrics(deployment.name());
                });
    }

    private synchronized void forgetMetrics(String name) {
        if (!running.containsKey(name) && !idle.containsKey(name)) {
            parts.metrics().forget(name);
        }
    }
}
