// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.app;

import io.ringrank.backend.llamacpp.client.EngineJvm;
import io.ringrank.backend.llamacpp.client.NativeProbe;
import io.ringrank.backend.llamacpp.engine.NativeProbeMain;
import io.ringrank.backend.llamacpp.natives.NativeCandidate;
import io.ringrank.backend.llamacpp.natives.NativeCatalogue;
import io.ringrank.backend.llamacpp.natives.NativeSelection;
import io.ringrank.backend.llamacpp.natives.NativeSelection.Selection;
import io.ringrank.backend.llamacpp.natives.NativeWish;
import io.ringrank.backend.llamacpp.natives.NpmPackage.Variant;
import io.ringrank.backend.llamacpp.natives.OwnFolder;
import io.ringrank.gateway.config.RingrankConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where the libraries of one server lie, and how it chooses among them. Any thread; waits. */
public final class LocalNatives {

    private static final Logger LOG = LoggerFactory.getLogger(LocalNatives.class);

    private final RingrankConfig.Engine settings;
    private final Path errors;
    private final NativeCatalogue catalogue;
    private final NativeProbe probe;

    /**
     * Makes the folders that are missing.
     *
     * @param home the folder of the launcher
     */
    LocalNatives(RingrankConfig config, Path dataDir, @Nullable Path home) throws IOException {
        this.settings = config.engine();
        this.errors = Files.createDirectories(dataDir.resolve("errors"));
        Path own = dataDir.resolve("natives");
        OwnFolder.make(own);
        this.catalogue = new NativeCatalogue(own, shipped(home));
        this.probe = new NativeProbe(jvm(NativeProbeMain.class));
    }

    /**
     * Those of a server with these settings.
     *
     * @param home the folder of the launcher
     * @throws IOException with a message for an operator
     */
    public static LocalNatives of(RingrankConfig config, @Nullable Path home)
            throws IOException {
        return new LocalNatives(config, DataDirectory.open(config.dataDir()), home);
    }

    /** A distribution has them beside its jars, a source checkout where its build put them. */
    private static List<Path> shipped(@Nullable Path home) {
        return home == null
                ? List.of()
                : List.of(home.resolve("natives"),
                        home.resolve("backend-llamacpp").resolve("target").resolve("natives"));
    }

    /** A JVM for a child process, like the one that runs this. */
    public EngineJvm jvm(Class<?> main) {
        EngineJvm like = EngineJvm.likeThisOne(main.getName(), errors);
        return new EngineJvm(like.java(), like.classPath(), like.mainClass(), settings.heapMib(),
                like.errorDirectory());
    }

    /** Where libraries may lie. */
    public NativeCatalogue catalogue() {
        return catalogue;
    }

    /** What tries them. */
    public NativeProbe probe() {
        return probe;
    }

    /**
     * The one that a server with these settings computes with.
     *
     * @throws ServerStartException with the reason why there is none
     */
    public Selection.Chosen choose(Progress progress)
            throws ServerStartException, InterruptedException {
        NativeSelection selection = new NativeSelection(catalogue, probe::open, warning -> {
            LOG.warn("{}", warning);
            progress.say(warning);
        });
        return switch (selection.select(wish(), settings.device())) {
            case Selection.Chosen chosen -> {
                LOG.info("computing with llama.cpp {} ({}: {})", chosen.facts().build(),
                        chosen.candidate().name(), chosen.why());
                yield chosen;
            }
            case Selection.None(String reason) -> throw new ServerStartException(reason);
        };
    }

    /** What the settings ask for. */
    NativeWish wish() {
        Optional<Path> directory = settings.llamaLib();
        if (directory.isPresent()) {
            return new NativeWish.In(directory.get());
        }
        return switch (settings.natives()) {
            case AUTO -> new NativeWish.Any();
            case JLLAMA -> new NativeWish.Jllama();
            case CPU -> new NativeWish.Installed(Variant.CPU);
            case CUDA -> new NativeWish.Installed(Variant.CUDA);
            case VULKAN -> new NativeWish.Installed(Variant.VULKAN);
        };
    }

    /** All that are there, and the one that the settings name. */
    List<NativeCandidate> all() {
        List<NativeCandidate> all = new ArrayList<>(catalogue.candidates(new NativeWish.Any()));
        if (wish() instanceof NativeWish.In named) {
            all.addAll(0, catalogue.candidates(named));
        }
        return List.copyOf(all);
    }
}
