// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringrank.backend.llamacpp.ffi.NativeLibraryException;
import io.ringrank.backend.llamacpp.fixture.LlamaBuild;
import io.ringrank.backend.llamacpp.fixture.RandomModel;
import io.ringrank.backend.llamacpp.runtime.LlamaRuntime;
import io.ringrank.backend.llamacpp.runtime.LoadOptions;
import io.ringrank.backend.llamacpp.runtime.LoadOutcome;
import io.ringrank.backend.llamacpp.runtime.LoadedModel;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.opentest4j.TestAbortedException;

/** The builds of llama.cpp that are there, opened together. One thread at a time. */
final class Builds {
    static final int TOKENS_PER_BATCH = 1024;

    private final Map<LlamaBuild, LlamaRuntime> runtimes = new EnumMap<>(LlamaBuild.class);

    private Builds() {}

    static Builds open(Path scratch) throws NativeLibraryException {
        Builds builds = new Builds();
        for (LlamaBuild build : LlamaBuild.values()) {
            try {
                builds.runtimes.put(build, build.openRuntime(scratch, line -> {}));
            } catch (TestAbortedException _) {
                // Not there; the tests that need it say so.
            }
        }
        return builds;
    }

    boolean has(LlamaBuild build) {
        return runtimes.containsKey(build);
    }

    List<LlamaBuild> knowing(RandomModel random) {
        return runtimes.keySet().stream().filter(random::isKnownTo).toList();
    }

    LoadOutcome tryToLoad(LlamaBuild build, Path file) {
        return Objects.requireNonNull(runtimes.get(build))
                .load(file, new LoadOptions(1, 1, TOKENS_PER_BATCH), fraction -> {});
    }

    LoadedModel load(LlamaBuild build, Path file) {
        LoadOutcome outcome = tryToLoad(build, file);
        assertThat(outcome).as("%s: %s", build, outcome).isInstanceOf(LoadOutcome.Loaded.class);
        return ((LoadOutcome.Loaded) outcome).model();
    }
}
