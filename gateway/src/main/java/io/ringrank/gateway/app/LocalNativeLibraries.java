// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.app;

import io.ringrank.backend.llamacpp.natives.Device;
import io.ringrank.backend.llamacpp.natives.EnginePlan;
import io.ringrank.backend.llamacpp.natives.NativeCandidate;
import io.ringrank.backend.llamacpp.natives.NativeFacts;
import io.ringrank.backend.llamacpp.natives.NativeLibrary;
import io.ringrank.backend.llamacpp.natives.NativeSelection;
import io.ringrank.backend.llamacpp.natives.NativeSelection.Selection;
import io.ringrank.backend.llamacpp.natives.NpmInstaller;
import io.ringrank.backend.llamacpp.natives.NpmPackage;
import io.ringrank.backend.llamacpp.natives.NpmPackage.Variant;
import io.ringrank.backend.llamacpp.natives.ProbeResult;
import io.ringrank.backend.llamacpp.natives.ProbeResult.Trial;
import io.ringrank.gateway.config.NativesChoice;
import io.ringrank.gateway.config.RingrankConfig;
import io.ringrank.gateway.status.NativeReport;
import io.ringrank.gateway.status.NativeReport.DeviceReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The libraries that the command line shows are those that a server would use. Any thread. */
public final class LocalNativeLibraries implements NativeLibraries {

    private final @Nullable Path home;

    /** @param home the folder of the launcher, which may have libraries in it */
    public LocalNativeLibraries(@Nullable Path home) {
        this.home = home;
    }

    @Override
    public Listing list(RingrankConfig config) throws IOException, InterruptedException {
        LocalNatives natives = natives(config);
        Map<NativeLibrary, ProbeResult> probed = new LinkedHashMap<>();
        for (NativeCandidate candidate : natives.all()) {
            probed.put(candidate.library(), natives.probe().open(candidate.library()));
        }
        Selection selection = new NativeSelection(natives.catalogue(),
                library -> Objects.requireNonNull(probed.get(library)), _ -> {})
                .select(natives.wish(), config.engine().device());
        List<NativeReport> reports = new ArrayList<>();
        for (NativeCandidate candidate : natives.all()) {
            reports.add(report(candidate, Objects.requireNonNull(probed.get(candidate.library())),
                    selection));
        }
        return new Listing(reports,
                selection instanceof Selection.None(String reason) ? reason : "");
    }

    private static NativeReport report(NativeCandidate candidate, ProbeResult result,
            Selection selection) {
        Path path = candidate.library().directory();
        return switch (result) {
            case ProbeResult.Unusable(String reason) -> new NativeReport(candidate.name(), path,
                    false, "", "", "", "", List.of(), false, reason);
            case ProbeResult.Usable usable ->
                selection instanceof Selection.Chosen chosen
                        && chosen.candidate().equals(candidate)
                                ? report(chosen)
                                : report(candidate, usable.facts(), false, "");
        };
    }

    /** Of the one that a server computes with. */
    static NativeReport report(Selection.Chosen chosen) {
        return report(chosen.candidate(), chosen.facts(), true, chosen.why());
    }

    private static NativeReport report(NativeCandidate candidate, NativeFacts facts,
            boolean chosen, String note) {
        return new NativeReport(candidate.name(), candidate.library().directory(), true,
                facts.build(), facts.abi(), facts.processorVariant().orElse(""),
                facts.systemInfo(),
                facts.devices().stream().map(LocalNativeLibraries::report).toList(), chosen,
                note);
    }

    private static DeviceReport report(Device device) {
        return new DeviceReport(device.name(), device.description(),
                device.type().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                device.freeBytes(), device.totalBytes());
    }

    @Override
    public List<TestReport> test(RingrankConfig config)
            throws IOException, InterruptedException {
        LocalNatives natives = natives(config);
        Path model = ModelFiles.builtin(DataDirectory.open(config.dataDir()));
        List<TestReport> reports = new ArrayList<>();
        for (NativeCandidate candidate : natives.all()) {
            reports.add(switch (natives.probe().open(candidate.library())) {
                case ProbeResult.Unusable(String reason) ->
                    new TestReport(candidate.name(), "", "", false, reason);
                case ProbeResult.Usable usable -> {
                    String device = EnginePlan
                            .device(usable.facts().devices(), config.engine().device())
                            .orElse(Device.PROCESSOR);
                    yield test(candidate.name(), usable.facts().build(), device,
                            natives.probe().score(candidate.library(), device, model));
                }
            });
        }
        return reports;
    }

    private static TestReport test(String name, String build, String device, ProbeResult result) {
        return switch (result) {
            case ProbeResult.Unusable(String reason) ->
                new TestReport(name, build, device, false, reason);
            case ProbeResult.Usable usable -> {
                Trial trial = usable.trial().orElseThrow();
                yield new TestReport(name, build, device, trial.passed(), trial.message());
            }
        };
    }

    @Override
    public Path install(RingrankConfig config, NativesChoice choice, Progress progress)
            throws IOException {
        Variant variant = switch (choice) {
            case CPU -> Variant.CPU;
            case CUDA -> Variant.CUDA;
            case VULKAN -> Variant.VULKAN;
            case AUTO, JLLAMA ->
                throw new IOException("only cpu, cuda and vulkan can be installed");
        };
        NpmPackage wanted = NpmPackage.ofThisSystem(variant)
                .orElseThrow(() -> new IOException("npm has no llama.cpp for " + variant + " on "
                        + System.getProperty("os.name") + " " + System.getProperty("os.arch")));
        progress.say("fetching " + wanted.name() + " by npm ...");
        Path natives = natives(config).catalogue().own();
        return new NpmInstaller(NpmInstaller.NPM, false, progress::say).install(wanted, natives);
    }

    private LocalNatives natives(RingrankConfig config) throws IOException {
        return LocalNatives.of(config, home);
    }
}
