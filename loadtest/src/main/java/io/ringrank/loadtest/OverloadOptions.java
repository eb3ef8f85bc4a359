// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest;

import io.ringrank.loadtest.engine.ModelOptions;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What {@code ./ringrank bench overload} measures. The fields are set by picocli. */
final class OverloadOptions {

    @Mixin
    ModelOptions model = new ModelOptions();

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "9",
            description = "Rounds (default ${DEFAULT-VALUE}).")
    int rounds;

    @Option(names = "--seconds", paramLabel = "N", defaultValue = "15",
            description = "Seconds of each half of a round (default ${DEFAULT-VALUE}).")
    double seconds;

    @Option(names = "--documents", paramLabel = "N", defaultValue = "25",
            description = "Documents of each request (default ${DEFAULT-VALUE}).")
    int documents;

    @Option(names = "--words", paramLabel = "N", defaultValue = "118",
            description = "Words of each document, about as many tokens (default ${DEFAULT-VALUE}).")
    int words;

    @Option(names = "--timeout-ms", paramLabel = "N", defaultValue = "2000",
            description = "Time of each request (default ${DEFAULT-VALUE}).")
    int timeoutMs;

    @Option(names = "--json", description = "Print one JSON object on one line.")
    boolean json;
}
