// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.engine;

import io.ringrank.backend.llamacpp.natives.NativeWish;
import io.ringrank.gateway.cli.CommandFailedException;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What to measure. The fields are set by picocli and read once, when all of them are. */
public final class EngineBenchOptions {

    private static final int LANES_MAX = 256;

    @Spec(Spec.Target.MIXEE)
    @Nullable
    CommandSpec command;

    @Mixin
    ModelOptions synthetic = new ModelOptions();

    @Option(names = "--model", paramLabel = "FILE",
            description = "Measure with this GGUF file instead.")
    @Nullable
    Path model;

    @Option(names = "--lanes", paramLabel = "N",
            description = "Lanes; 0 takes one for each core (default ${DEFAULT-VALUE}).")
    int lanes;

    @Option(names = "--rounds", paramLabel = "N",
            description = "Rounds of each side (default ${DEFAULT-VALUE}).")
    int rounds = 9;

    @Option(names = "--seconds", paramLabel = "S",
            description = "About how long a round of one side takes (default ${DEFAULT-VALUE}).")
    double seconds = 3;

    @Option(names = "--seed", paramLabel = "N",
            description = "Decides lengths and tokens (default ${DEFAULT-VALUE}).")
    long seed = 1;

    @Option(names = "--json", description = "Print one JSON object on one line.")
    boolean json;

    @Option(names = "--llama-lib", paramLabel = "DIR",
            description = "Folder of a llama.cpp to compute with; the best there is by default.")
    @Nullable
    Path llamaLibrary;

    /** The library that both sides compute with. */
    NativeWish natives() {
        Path folder = llamaLibrary;
        return folder == null ? new NativeWish.Any() : new NativeWish.In(folder);
    }

    void check() {
        if (rounds < 1) {
            throw wrong("--rounds must be 1 or more, not " + rounds);
        }
        if (lanes < 0 || lanes > LANES_MAX) {
            throw wrong("--lanes must be 0 to " + LANES_MAX + ", not " + lanes);
        }
        if (!(seconds > 0)) {
            throw wrong("--seconds must be more than 0, not " + seconds);
        }
    }

    int lanesOrCores() {
        return lanes > 0 ? lanes : Runtime.getRuntime().availableProcessors();
    }

    BenchedModel model(Path cache) throws IOException, CommandFailedException {
        Path given = model;
        return given != null
                ? BenchedModel.of(given, String.valueOf(given.getFileName()))
                : BenchedModel.of(synthetic.file(cache.resolve("models")), synthetic.label());
    }

    RuntimeException wrong(String problem) {
        return command == null
                ? new IllegalArgumentException(problem)
                : new ParameterException(command.commandLine(), problem);
    }
}
