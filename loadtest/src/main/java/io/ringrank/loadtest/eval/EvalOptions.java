// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.eval;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What to evaluate. The fields are set by picocli and read once, when all of them are. */
final class EvalOptions {

    private static final int TOP_K_MAX = 10_000;
    private static final int CONCURRENCY_MAX = 256;
    private static final int TIMEOUT_MS_MAX = 3_600_000;

    @Spec(Spec.Target.MIXEE)
    @Nullable
    CommandSpec command;

    @Option(names = "--queries", required = true, paramLabel = "FILE",
            description = "Queries: BEIR's queries.jsonl, or lines of id, tab, text.")
    Path queries = Path.of("");

    @Option(names = "--docs", required = true, paramLabel = "FILE",
            description = "Documents: BEIR's corpus.jsonl, or lines of id, tab, text or of id, tab,"
                    + " title, tab, text. Only those that the run names are kept, in at most half of"
                    + " Java's heap.")
    Path docs = Path.of("");

    @Option(names = "--qrels", required = true, paramLabel = "FILE",
            description = "Judgements: TREC's (query 0 document grade) or BEIR's (with a header).")
    Path qrels = Path.of("");

    @Option(names = "--run", required = true, paramLabel = "FILE",
            description = "What the first stage found: TREC's (query Q0 document rank score tag).")
    Path run = Path.of("");

    @Option(names = "--top-k", paramLabel = "N",
            description = "Candidates of a query that are reranked (default ${DEFAULT-VALUE}).")
    int topK = 100;

    @Option(names = "--metrics", paramLabel = "K",
            description = "Ranks that nDCG, MRR and recall look at (default ${DEFAULT-VALUE}).")
    int k = 10;

    @Option(names = "--title", negatable = true, defaultValue = "true", fallbackValue = "true",
            description = "Whether a document's title goes before its text (default: it does).")
    boolean title = true;

    @Option(names = "--limit", paramLabel = "N",
            description = "Evaluate so many queries, drawn at random; 0, the default, takes all.")
    int limit;

    @Option(names = "--model", paramLabel = "NAME", description = "Deployment to ask.")
    @Nullable
    String model;

    @Option(names = "--concurrency", paramLabel = "N",
            description = "Requests at a time (default ${DEFAULT-VALUE}).")
    int concurrency = 4;

    @Option(names = "--timeout-ms", paramLabel = "N",
            description = "Milliseconds a request may take; 0, the default, leaves it to the server.")
    int timeoutMs;

    @Option(names = "--cached",
            description = "Let the server answer with scores that it knows; then times tell nothing"
                    + " of how fast it computes.")
    boolean cached;

    @Option(names = "--seed", paramLabel = "N",
            description = "Decides the draw and the significance test (default ${DEFAULT-VALUE}).")
    long seed = 1;

    @Option(names = "--save-run", paramLabel = "FILE",
            description = "Write the new order as a run in TREC's format.")
    @Nullable
    Path saveRun;

    @Option(names = "--per-query", paramLabel = "FILE",
            description = "Write the measures of each query, with tabs between them.")
    @Nullable
    Path perQuery;

    @Option(names = "--json", description = "Print one JSON object on one line.")
    boolean json;

    void check() {
        requireRange("--top-k", topK, 1, TOP_K_MAX);
        requireRange("--metrics", k, 1, TOP_K_MAX);
        requireRange("--limit", limit, 0, Integer.MAX_VALUE);
        requireRange("--concurrency", concurrency, 1, CONCURRENCY_MAX);
        requireRange("--timeout-ms", timeoutMs, 0, TIMEOUT_MS_MAX);
        requireNoInput("--save-run", saveRun);
        requireNoInput("--per-query", perQuery);
    }

    private void requireNoInput(String option, @Nullable Path output) {
        boolean input = output != null && Stream.of(queries, docs, qrels, run)
                .map(EvalOptions::whole)
                .anyMatch(whole(output)::equals);
        if (input) {
            throw wrong(option + " would overwrite " + output + ", which is to be read");
        }
    }

    private static Path whole(Path path) {
        return path.toAbsolutePath().normalize();
    }

    private void requireRange(String option, int value, int min, int max) {
        if (value < min || value > max) {
            throw wrong(option + " must be from " + min + " to " + max + ", not " + value);
        }
    }

    /** What to throw because of a wrong option or file: exit status 2. */
    RuntimeException wrong(String problem) {
        return command == null
                ? new IllegalArgumentException(problem)
                : new ParameterException(command.commandLine(), problem);
    }
}
