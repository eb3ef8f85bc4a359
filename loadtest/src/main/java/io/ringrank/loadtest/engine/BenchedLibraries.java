// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.engine;

import io.ringrank.backend.llamacpp.client.EngineJvm;
import io.ringrank.backend.llamacpp.client.NativeProbe;
import io.ringrank.backend.llamacpp.engine.NativeProbeMain;
import io.ringrank.backend.llamacpp.natives.Device;
import io.ringrank.backend.llamacpp.natives.NativeCatalogue;
import io.ringrank.backend.llamacpp.natives.NativeSelection;
import io.ringrank.backend.llamacpp.natives.NativeSelection.Selection;
import io.ringrank.backend.llamacpp.natives.NativeWish;
import io.ringrank.backend.llamacpp.natives.OwnFolder;
import io.ringrank.gateway.cli.CommandFailedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Finds the llama.cpp libraries that can be measured. One thread; waits for child processes. */
final class BenchedLibraries {

    private final NativeSelection selection;

    /**
     * Makes the folder that is missing.
     *
     * @param cache where jllama's library is put
     * @param home the folder of the launcher, with what a distribution or a build brought
     */
    BenchedLibraries(Path cache, @Nullable Path home, Consumer<String> warnings)
            throws IOException {
        Path own = cache.resolve("natives");
        OwnFolder.make(own);
        List<Path> shipped = home == null
                ? List.of()
                : List.of(home.resolve("natives"),
                        home.resolve("backend-llamacpp").resolve("target").resolve("natives"));
        NativeProbe probe =
                new NativeProbe(EngineJvm.likeThisOne(NativeProbeMain.class.getName(), own));
        this.selection =
                new NativeSelection(new NativeCatalogue(own, shipped), probe::open, warnings);
    }

    /** @throws CommandFailedException with the reason why there is none */
    BenchedLibrary find(NativeWish wish) throws CommandFailedException {
        try {
            return switch (selection.select(wish, Device.PROCESSOR)) {
                case Selection.Chosen chosen -> new BenchedLibrary(chosen.candidate().library(),
                        chosen.facts().lanesMax());
                case Selection.None(String reason) -> throw new CommandFailedException(reason);
            };
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailedException("interrupted while a llama.cpp was tried");
        }
    }
}
