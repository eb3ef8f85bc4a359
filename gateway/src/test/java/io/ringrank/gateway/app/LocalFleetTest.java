// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringrank.backend.llamacpp.client.EngineHost;
import io.ringrank.backend.llamacpp.client.EngineJvm;
import io.ringrank.backend.llamacpp.doctor.DoctorOptions;
import io.ringrank.backend.llamacpp.model.LlamaGeneration;
import io.ringrank.backend.llamacpp.natives.Compute;
import io.ringrank.backend.llamacpp.natives.EnginePlan;
import io.ringrank.backend.llamacpp.natives.NativeLibrary;
import io.ringrank.gateway.config.DeploymentOptions;
import io.ringrank.gateway.config.DeploymentSpec;
import io.ringrank.gateway.control.deployments.DeploymentState;
import io.ringrank.gateway.control.deployments.Fleet;
import io.ringrank.gateway.download.LoneStore;
import io.ringrank.gateway.download.ModelStore;
import io.ringrank.gateway.download.StoreRig;
import io.ringrank.gateway.hub.TestHub;
import io.ringrank.gateway.metrics.GatewayMetrics;
import io.ringrank.scheduler.core.SchedulerLimits;
import io.ringrank.scheduler.pair.PairKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Deployments whose files are missing, so that no engine is started. */
class LocalFleetTest {

    private static final DeploymentSpec BUILTIN = new DeploymentSpec("builtin", "builtin");

    @TempDir
    private Path directory;

    private final List<String> planned = new ArrayList<>();
    private MemoryBudget memory;

    @BeforeEach
    void leaveMemory() throws IOException {
        Files.createDirectories(directory.resolve("proc"));
        Files.writeString(directory.resolve("proc/meminfo"), "MemAvailable: 1000000 kB\n");
        memory = new MemoryBudget(new AvailableMemory(directory));
    }

    private DeploymentPlan plan(DeploymentOptions options, FleetParts.Share share) {
        planned.add(share.index() + " of " + share.deployments());
        return new DeploymentPlan(new EnginePlan(1,
                new Compute(NativeLibrary.jllama(directory), "cpu", 1, 1, 512)), Optional.empty());
    }

    private FleetParts parts(EngineHost engines, ModelStore models) {
        return new FleetParts(this::plan, new Surroundings(engines,
                new ModelFiles(directory, DoctorOptions.STRICT, LlamaGeneration.B4916,
                        memory, new PairLength(0, 1L << 30), models),
                new EngineJvm(Path.of("java"), "", "", 64, directory),
                new SchedulerLimits(16, 100, 1 << 20, 0, Duration.ZERO), new PairKeys(new byte[32]),
                new CostFile(directory), _ -> {}), new GatewayMetrics(), Duration.ZERO);
    }

    private DeploymentSpec missing(String name) {
        return new DeploymentSpec(name, directory.resolve("missing.gguf").toString());
    }

    private static Fleet.Wanted wanted(DeploymentSpec... specs) {
        return new Fleet.Wanted(List.of(specs), Set.of(), Map.of());
    }

    @Test
    void what_can_not_run_has_no_share_of_the_cores() throws Exception {
        try (EngineHost engines = EngineHost.open();
                ModelStore models = LoneStore.in(directory);
                LocalFleet fleet = new LocalFleet(parts(engines, models), List.of(missing("a")))) {
            fleet.run(wanted());
            assertThat(fleet.awaitSettled()).singleElement().asString().contains("missing.gguf");

            fleet.run(wanted(missing("b"), BUILTIN, missing("c")));

            assertThat(planned).containsExactly("0 of 1", "0 of 1", "0 of 1", "1 of 1");
        }
    }

    @Test
    void what_starts_beside_something_that_can_not_run_has_all_cores() throws Exception {
        try (EngineHost engines = EngineHost.open();
                ModelStore models = LoneStore.in(directory);
                LocalFleet fleet = new LocalFleet(parts(engines, models),
                        List.of(missing("a"), BUILTIN))) {
            fleet.run(wanted());

            assertThat(planned).containsExactly("0 of 1", "0 of 1");
        }
    }

    @Test
    void engines_that_have_been_tried_keep_no_promise_of_memory() throws Exception {
        try (EngineHost engines = EngineHost.open();
                ModelStore models = LoneStore.in(directory);
                LocalFleet fleet = new LocalFleet(parts(engines, models), List.of())) {
            fleet.run(wanted(new DeploymentSpec("a", "builtin")));
            awaitThat(() -> fleet.details("a").orElseThrow().model().isPresent());

            // There is no such engine, so it dies at once.
            awaitThat(() -> fleet.details("a")
                    .orElseThrow()
                    .engines()
                    .stream()
                    .anyMatch(engine -> !engine.state().matches("starting|loading")));
            awaitThat(() -> memory.bytes().equals(OptionalLong.of(1_000_000L << 10)));
        }
    }

    @Test
    void a_full_disk_is_an_error_that_says_what_to_do_and_a_start_goes_on_from_there()
            throws Exception {
        DeploymentSpec bge = new DeploymentSpec("bge", "hf:" + TestHub.BGE);
        try (TestHub hub = TestHub.withBge();
                StoreRig rig = new StoreRig(hub, directory);
                EngineHost engines = EngineHost.open();
                LocalFleet fleet = new LocalFleet(parts(engines, rig.store), List.of())) {
            rig.usableBytes = 1000;
            fleet.run(wanted(bge));
            awaitThat(() -> state(fleet, "bge") == DeploymentState.ERROR);
            assertThat(fleet.status("bge").orElseThrow().message())
                    .contains("GiB free", "./ringrank models rm");

            rig.usableBytes = Long.MAX_VALUE;
            fleet.retry("bge");
            fleet.run(wanted(bge));

            awaitThat(() -> fleet.details("bge").orElseThrow().model().isPresent());
        }
    }

    private static DeploymentState state(LocalFleet fleet, String name) {
        return fleet.status(name).orElseThrow().state();
    }

    /** Nothing tells of it. */
    private static void awaitThat(BooleanSupplier wanted) throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        boolean seen = wanted.getAsBoolean();
        for (int i = 0; i < 600 && !seen; i++) {
            assertThat(never.await(100, TimeUnit.MILLISECONDS)).isFalse();
            seen = wanted.getAsBoolean();
        }
        assertThat(seen).isTrue();
    }
}
