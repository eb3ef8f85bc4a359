// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.engine;

import io.ringrank.gateway.cli.CliContext;
import io.ringrank.gateway.cli.CommandFailedException;
import io.ringrank.gateway.cli.ConfigFlags;
import io.ringrank.gateway.config.RingrankConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What to measure. The fields are set by picocli and read once, when all of them are. */
public final class EngineBenchOptions {

    @Spec(Spec.Target.MIXEE)
    @Nullable
    CommandSpec command;

    @Mixin
    ModelOptions synthetic = new ModelOptions();

    @Option(names = "--model", paramLabel = "FILE",
            description = "Measure with this GGUF file instead.")
    @Nullable
    Path model;

    @Option(names = "--natives", paramLabel = "NAME",
            description = "Which llama.cpp computes: auto, jllama, cpu, cuda or vulkan.")
    @Nullable
    String natives;

    @Option(names = "--llama-lib", paramLabel = "DIR", description = "Folder of another llama.cpp.")
    @Nullable
    String llamaLib;

    @Option(names = "--device", paramLabel = "NAME",
            description = "What computes: auto, cpu or a GPU's name.")
    @Nullable
    String device;

    @Option(names = "--lanes", paramLabel = "N",
            description = "Lanes; 0 takes one for each core, or one on a GPU.")
    @Nullable
    String lanes;

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

    @Option(names = "--data", paramLabel = "DIR", description = "Folder of installed libraries.")
    @Nullable
    String data;

    @Mixin
    ConfigFlags flags = new ConfigFlags();

    void check() {
        if (rounds < 1) {
            throw wrong("--rounds must be 1 or more, not " + rounds);
        }
        if (!(seconds > 0)) {
            throw wrong("--seconds must be more than 0, not " + seconds);
        }
    }

    /** The settings of a server on this machine, with what was given here. */
    RingrankConfig config(CliContext context) {
        Map<String, String> given = new HashMap<>();
        put(given, "data-dir", data);
        put(given, "engine.natives", natives);
        put(given, "engine.llama-lib", llamaLib);
        put(given, "engine.device", device);
        put(given, "engine.lanes", lanes);
        return flags.load(context, given);
    }

    private static void put(Map<String, String> given, String key, @Nullable String value) {
        if (value != null) {
            given.put(key, value);
        }
    }

    BenchedModel model(Path cache) throws IOException, CommandFailedException {
        Path file = model;
        return file != null
                ? BenchedModel.of(file, String.valueOf(file.getFileName()))
                : BenchedModel.of(synthetic.file(cache), synthetic.label());
    }

    RuntimeException wrong(String problem) {
        return command == null
                ? new IllegalArgumentException(problem)
                : new ParameterException(command.commandLine(), problem);
    }
}
