// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.compare;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** What {@code bench compare} measures. The fields are set by picocli, and read once all of them are. */
public final class CompareOptions {

    private static final double OPEN_OVER_CLOSED = 2;

    @Spec(Spec.Target.MIXEE)
    @Nullable
    CommandSpec command;

    @Option(names = "--only", paramLabel = "NAME", split = ",", converter = FigureConverter.class,
            description = {
                "Measure these figures only: http_over_engine, cold_uniform, cold_mixed,",
                "cold_noisy, p99_70, zipf, goodput_3x."})
    List<Figure> only = new ArrayList<>();

    @Option(names = "--target", paramLabel = "NAME=DIALECT@URL",
            description = {
                "Also compare with a server that runs; its key is RINGRANK_API_KEY, and a",
                "model's name may follow the URL behind #. Dialects: ringrank, llama-server, tei,",
                "cohere, jina, voyage, infinity."})
    List<String> targets = new ArrayList<>();

    @Option(names = "--llama-server", paramLabel = "PATH",
            description = "Also compare with this llama-server at its best settings; needs --model.")
    @Nullable
    Path llamaServer;

    @Option(names = "--model", paramLabel = "FILE",
            description = "The GGUF file that all serve; else one with random weights.")
    @Nullable
    Path model;

    @Option(names = "--natives", paramLabel = "NAME", defaultValue = "auto",
            description = {
                "What Ringrank computes with beside peers other than peer-jllama, which is",
                "compared on jllama's own llama.cpp (default ${DEFAULT-VALUE})."})
    String natives = "auto";

    @Option(names = "--concurrency", paramLabel = "N", split = ",", defaultValue = "1,4,16,64",
            description = {
                "Requests at a time of the cold figures (default ${DEFAULT-VALUE}); their",
                "ratios are those at 16."})
    List<Integer> concurrencies = new ArrayList<>();

    @Option(names = "--documents", paramLabel = "N", defaultValue = "8",
            description = "Documents of a request, 25 with Zipf's law (default ${DEFAULT-VALUE}).")
    int documents = 8;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "9",
            description = "Rounds of each side (default ${DEFAULT-VALUE}).")
    int rounds = 9;

    @Option(names = "--seconds", paramLabel = "S", defaultValue = "3",
            description = {
                "How long a round sends requests; one at random moments takes twice as long",
                "(default ${DEFAULT-VALUE})."})
    double seconds = 3;

    @Option(names = "--tries", paramLabel = "N", defaultValue = "5",
            description = {"How many settings of a peer are tried before its best is measured",
                "(default ${DEFAULT-VALUE})."})
    int tries = 5;

    @Option(names = "--timeout-ms", paramLabel = "N", defaultValue = "2000",
            description = "Time of each request under overload (default ${DEFAULT-VALUE}).")
    int timeoutMs = 2_000;

    @Option(names = "--zipf-pairs", paramLabel = "N", defaultValue = "10000",
            description = "Pairs that are drawn from (default ${DEFAULT-VALUE}).")
    int zipfPairs = 10_000;

    @Option(names = "--zipf-draws", paramLabel = "N", defaultValue = "200000",
            description = "How many are drawn (default ${DEFAULT-VALUE}).")
    int zipfDraws = 200_000;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1",
            description = "Decides texts and arrivals (default ${DEFAULT-VALUE}).")
    long seed = 1;

    @Option(names = "--json",
            description = "Print one JSON object on one line, and the table on standard error.")
    boolean json;

    @Option(names = "--html", paramLabel = "FILE", defaultValue = "ringrank-compare.html",
            description = "Where the report with plots goes (default ${DEFAULT-VALUE}).")
    Path html = Path.of("ringrank-compare.html");

    void check() {
        if (rounds < 1 || documents < 1 || zipfPairs < 1 || zipfDraws < 1
                || timeoutMs < 1) {
            throw wrong(
                    "--rounds, --documents, --timeout-ms, --zipf-pairs and --zipf-draws must be 1"
                            + " or more");
        }
        if (concurrencies.stream().anyMatch(concurrency -> concurrency < 1)) {
            throw wrong("--concurrency must be 1 or more, not " + concurrencies);
        }
        if (tries < 1 || tries > Settings.CANDIDATES) {
            throw wrong("--tries must be 1 to " + Settings.CANDIDATES + ", not " + tries);
        }
        if (!(seconds > 0)) {
            throw wrong("--seconds must be more than 0, not " + seconds);
        }
        if (llamaServer != null && !Files.isExecutable(llamaServer)) {
            throw wrong("--llama-server is no program: " + llamaServer);
        }
        if (llamaServer != null && model == null) {
            throw wrong("--llama-server needs --model: both must serve the same file");
        }
    }

    Set<Figure> figures() {
        return only.isEmpty() ? EnumSet.allOf(Figure.class) : EnumSet.copyOf(only);
    }

    List<Integer> concurrencies() {
        return concurrencies;
    }

    int documents() {
        return documents;
    }

    int rounds() {
        return rounds;
    }

    /** Of a round in which as many requests wait all the time. */
    double seconds() {
        return seconds;
    }

    /** Of a round in which requests come at random moments. */
    double openSeconds() {
        return OPEN_OVER_CLOSED * seconds;
    }

    int timeoutMs() {
        return timeoutMs;
    }

    int zipfPairs() {
        return zipfPairs;
    }

    int zipfDraws() {
        return zipfDraws;
    }

    long seed() {
        return seed;
    }

    RuntimeException wrong(String problem) {
        return command == null
                ? new IllegalArgumentException(problem)
                : new ParameterException(command.commandLine(), problem);
    }

    private static final class FigureConverter implements ITypeConverter<Figure> {

        @Override
        public Figure convert(String name) {
            return Arrays.stream(Figure.values())
                    .filter(figure -> figure.label().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new TypeConversionException("no figure is called \"" + name
                            + "\"; there are " + String.join(", ", Arrays.stream(Figure.values())
                                    .map(Figure::label)
                                    .toList())));
        }
    }
}
