// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control;

import io.ringrank.gateway.config.DeploymentSpec;
import io.ringrank.gateway.control.deployments.DeploymentState;
import io.ringrank.gateway.control.deployments.DeploymentStatus;
import io.ringrank.gateway.control.deployments.Fleet;
import io.ringrank.gateway.rerank.TargetDetails;
import io.ringrank.scheduler.core.LoadSnapshot;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** Remembers what it is to run, and is as the test says. */
public final class FakeFleet implements Fleet {

    public final List<List<DeploymentSpec>> runs = new CopyOnWriteArrayList<>();
    public final List<String> retried = new CopyOnWriteArrayList<>();
    public final List<String> lines = new CopyOnWriteArrayList<>();
    public volatile Wanted wanted = new Wanted(List.of(), Set.of(), Map.of());
    public final Map<String, DeploymentStatus> statuses = new ConcurrentHashMap<>();

    @Override
    public List<DeploymentSpec> ofSettings() {
        return List.of(new DeploymentSpec("builtin", "builtin"));
    }

    @Override
    public void run(Wanted wanted) {
        this.wanted = wanted;
        runs.add(wanted.running());
    }

    @Override
    public void retry(String name) {
        retried.add(name);
    }

    @Override
    public Optional<DeploymentStatus> status(String name) {
        boolean runs = name.equals("builtin") || this.runs.getLast()
                .stream()
                .anyMatch(spec -> spec.name().equals(name));
        return runs
                ? Optional.of(statuses.getOrDefault(name,
                        new DeploymentStatus(DeploymentState.RUNNING, "")))
                : Optional.empty();
    }

    @Override
    public Optional<TargetDetails> details(String name) {
        return status(name).map(_ -> new TargetDetails(List.of(new TargetDetails.EngineDetails(0,
                "running", "it runs", OptionalLong.of(4711))), LoadSnapshot.NONE, 40, 5_000,
                Optional.empty()));
    }

    @Override
    public List<String> lastLines(String name) {
        return Stream.concat(Stream.of("a line of " + name), lines.stream()).toList();
    }
}
