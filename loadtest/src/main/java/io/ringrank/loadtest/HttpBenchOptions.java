// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What to measure. The fields are set by picocli and read once, when all of them are. */
final class HttpBenchOptions {

    @Spec(Spec.Target.MIXEE)
    @Nullable
    CommandSpec command;

    @Option(names = "--server", paramLabel = "URL",
            description = {"Measure a running server (or RINGRANK_SERVER);",
                "without it one is started for this."})
    @Nullable
    URI server;

    @Option(names = "--concurrency", paramLabel = "N",
            description = "Requests at a time (default ${DEFAULT-VALUE}).")
    int concurrency = 8;

    @Option(names = "--documents", paramLabel = "N",
            description = "Documents of a request (default ${DEFAULT-VALUE}).")
    int documents = 8;

    @Option(names = "--words", paramLabel = "N",
            description = "Words of a document (default ${DEFAULT-VALUE}).")
    int words = 32;

    @Option(names = "--rounds", paramLabel = "N",
            description = "Rounds of each kind (default ${DEFAULT-VALUE}).")
    int rounds = 9;

    @Option(names = "--round-ms", paramLabel = "N",
            description = "Milliseconds of a round (default ${DEFAULT-VALUE}).")
    int roundMs = 500;

    @Option(names = "--seed", paramLabel = "N",
            description = "Decides the texts (default ${DEFAULT-VALUE}).")
    long seed = 1;

    @Option(names = "--json", description = "Print one JSON object on one line.")
    boolean json;

    /** Null to start one. */
    @Nullable
    URI server(Map<String, String> environment) {
        String named = environment.getOrDefault("RINGRANK_SERVER", "");
        if (server == null && !named.isEmpty()) {
            try {
                server = new URI(named);
            } catch (URISyntaxException _) {
                throw wrong("RINGRANK_SERVER is no address: \"" + named + "\"");
            }
            check();
        }
        return server;
    }

    /** A command line is no secret, so it has no option. */
    static String apiKey(Map<String, String> environment) {
        return environment.getOrDefault("RINGRANK_API_KEY", "");
    }

    void check() {
        atLeastOne("--concurrency", concurrency);
        atLeastOne("--documents", documents);
        atLeastOne("--words", words);
        atLeastOne("--rounds", rounds);
        atLeastOne("--round-ms", roundMs);
        if (server != null && server.getHost() == null) {
            throw wrong("--server must look like http://127.0.0.1:8080, not \"" + server + "\"");
        }
    }

    private void atLeastOne(String option, int value) {
        if (value < 1) {
            throw wrong(option + " must be 1 or more, not " + value);
        }
    }

    private RuntimeException wrong(String problem) {
        return command == null
                ? new IllegalArgumentException(problem)
                : new ParameterException(command.commandLine(), problem);
    }
}
