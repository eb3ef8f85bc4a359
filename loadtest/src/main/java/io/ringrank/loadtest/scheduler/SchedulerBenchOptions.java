// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.scheduler;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How long to measure. The fields are set by picocli and read once, when all of them are. */
public final class SchedulerBenchOptions {

    @Spec(Spec.Target.MIXEE)
    @Nullable
    CommandSpec command;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "9",
            description = "Rounds (default ${DEFAULT-VALUE}).")
    int rounds = 9;

    @Option(names = "--seconds", paramLabel = "S", defaultValue = "6",
            description = "About how long each measurement of a round takes (default"
                    + " ${DEFAULT-VALUE}).")
    double seconds = 6;

    @Option(names = "--json", description = "Print one JSON object on one line.")
    boolean json;

    void check() {
        if (rounds < 1 || !(seconds > 0)) {
            String problem = "--rounds and --seconds must be more than 0";
            throw command == null
                    ? new IllegalArgumentException(problem)
                    : new ParameterException(command.commandLine(), problem);
        }
    }
}
