// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.eval;

import io.ringrank.gateway.app.ServerStartException;
import io.ringrank.gateway.cli.Cli;
import io.ringrank.gateway.cli.CliContext;
import io.ringrank.gateway.cli.CliExtension;
import io.ringrank.loadtest.eval.client.Delays;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Runs {@code eval} on the sample of the sources, and holds what it wrote. */
final class CommandLine {

    static final Path SAMPLE = Path.of("..", "configs", "eval-sample");

    private static final Map<String, String> FILES = Map.of("--queries", "queries.jsonl", "--docs",
            "corpus.jsonl", "--qrels", "qrels.tsv", "--run", "run.txt");

    private final Map<String, String> environment;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    /** @param server that it is to ask */
    CommandLine(URI server, String apiKey) {
        this.environment =
                Map.of("RINGRANK_SERVER", server.toString(), "RINGRANK_API_KEY", apiKey);
    }

    /** Takes the sample's files for those that the options don't name; returns the exit status. No time passes before a request is sent again. */
    int eval(String... options) {
        List<String> arguments = new ArrayList<>(List.of("eval"));
        Collections.addAll(arguments, options);
        FILES.forEach((flag, name) -> {
            if (!arguments.contains(flag)) {
                arguments.add(flag);
                arguments.add(SAMPLE.resolve(name).toString());
            }
        });
        return run(arguments);
    }

    int run(List<String> arguments) {
        CliContext context = new CliContext(environment, null, InputStream.nullInputStream(),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        Delays noTime = _ -> Runnable::run;
        CliExtension eval = in -> new EvalCommand(in, noTime);
        return new Cli(context, (_, _) -> {
            throw new ServerStartException("eval starts no server");
        }, List.of(eval)).run(arguments.toArray(String[]::new));
    }

    String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
