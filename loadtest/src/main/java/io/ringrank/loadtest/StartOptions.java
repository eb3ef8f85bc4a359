// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What {@code ./ringrank bench start} measures. The fields are set by picocli. */
final class StartOptions {

    @Spec(Spec.Target.MIXEE)
    @Nullable
    CommandSpec command;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "9",
            description = "Starts (default ${DEFAULT-VALUE}).")
    int rounds;

    @Option(names = "--idle-seconds", paramLabel = "N", defaultValue = "5",
            description = "Seconds without a request before its memory is read (default"
                    + " ${DEFAULT-VALUE}).")
    int idleSeconds;

    @Option(names = "--json", description = "Print one JSON object on one line.")
    boolean json;

    void check() {
        if (rounds < 1 || idleSeconds < 0) {
            String problem = "--rounds must be 1 or more, and --idle-seconds 0 or more";
            throw command == null
                    ? new IllegalArgumentException(problem)
                    : new ParameterException(command.commandLine(), problem);
        }
    }
}
