// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.engine;

import io.ringrank.backend.llamacpp.natives.Device;
import io.ringrank.backend.llamacpp.natives.EnginePlan;
import io.ringrank.backend.llamacpp.natives.NativeCandidate;
import io.ringrank.backend.llamacpp.natives.NativeFacts;
import io.ringrank.backend.llamacpp.natives.NativeLibrary;
import io.ringrank.backend.llamacpp.natives.NativeSelection.Selection.Chosen;
import io.ringrank.backend.llamacpp.natives.NativeWish;
import io.ringrank.backend.llamacpp.natives.NpmPackage.Variant;
import io.ringrank.backend.llamacpp.natives.ProbeResult;
import io.ringrank.gateway.app.LocalNatives;
import io.ringrank.gateway.app.Progress;
import io.ringrank.gateway.app.ServerStartException;
import io.ringrank.gateway.cli.CommandFailedException;
import io.ringrank.gateway.config.RingrankConfig;
import java.util.List;

/** The llama.cpp libraries of this machine, each with how many lanes and processes it wants. */
final class Libraries {

    private static final int CORES = Runtime.getRuntime().availableProcessors();

    private final RingrankConfig.Engine settings;
    private final LocalNatives natives;
    private final int tokensPerBatch;

    /** @param tokensPerBatch what contexts are made for; 0 for what suits the device */
    Libraries(RingrankConfig.Engine settings, LocalNatives natives, int tokensPerBatch) {
        this.settings = settings;
        this.natives = natives;
        this.tokensPerBatch = tokensPerBatch;
    }

    /** The one that a server with these settings computes with. */
    EnginePlan chosen(Progress progress) throws ServerStartException, InterruptedException {
        Chosen chosen = natives.choose(progress);
        return plan(chosen.candidate().library(), chosen.facts(), settings.device());
    }

    /**
     * The newer one that is installed for the processor.
     *
     * @throws CommandFailedException if there is none
     */
    EnginePlan newer() throws CommandFailedException, InterruptedException {
        return onProcessor(settings.llamaLib()
                .<NativeWish>map(NativeWish.In::new)
                .orElse(new NativeWish.Installed(Variant.CPU)));
    }

    /** @throws CommandFailedException if there is none for this system */
    EnginePlan jllama() throws CommandFailedException, InterruptedException {
        return onProcessor(new NativeWish.Jllama());
    }

    private EnginePlan onProcessor(NativeWish wish)
            throws CommandFailedException, InterruptedException {
        List<NativeCandidate> candidates = natives.catalogue().candidates(wish);
        if (candidates.isEmpty()) {
            throw new CommandFailedException("only jllama's llama.cpp is there; another comes with"
                    + " ./ringrank natives install cpu");
        }
        NativeLibrary library = candidates.getFirst().library();
        return switch (natives.probe().open(library)) {
            case ProbeResult.Usable usable -> plan(library, usable.facts(), Device.PROCESSOR);
            case ProbeResult.Unusable(String reason) -> throw new CommandFailedException(
                    candidates.getFirst().name() + " can't be used: " + reason);
        };
    }

    private EnginePlan plan(NativeLibrary library, NativeFacts facts, String device) {
        return EnginePlan
                .of(library, facts,
                        new EnginePlan.Wishes(device, settings.lanes(), tokensPerBatch), CORES)
                .orElseThrow();
    }
}
