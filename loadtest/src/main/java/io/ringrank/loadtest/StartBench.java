// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringrank.gateway.cli.CliContext;
import io.ringrank.gateway.cli.CommandFailedException;
import io.ringrank.loadtest.load.OwnServer;
import io.ringrank.loadtest.stats.Spread;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** How long a server with an empty data directory takes to its first answer, and its memory then. */
final class StartBench {

    private static final String REQUEST =
            """
            {"query": "What is a panda?", "documents": ["hi", "The giant panda is a bear."]}""";
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double KIB_PER_MIB = 1024;

    private final CliContext context;
    private final StartOptions options;

    private record Lap(double firstAnswerSeconds, double gatewayMib, double enginesMib) {}

    StartBench(CliContext context, StartOptions options) {
        options.check();
        this.context = context;
        this.options = options;
    }

    void run() throws CommandFailedException, IOException, InterruptedException {
        Lap[] laps = new Lap[options.rounds];
        try (HttpClient client = HttpClient.newHttpClient()) {
            for (int i = 0; i < laps.length; i++) {
                laps[i] = lap(client);
                context.progress()
                        .say(String.format(Locale.ROOT, "start %d of %d: %.2f s", i + 1,
                                laps.length, laps[i].firstAnswerSeconds));
            }
        }
        print(List.of(laps));
    }

    private Lap lap(HttpClient client)
            throws IOException, CommandFailedException, InterruptedException {
        long from = System.nanoTime();
        try (OwnServer own = OwnServer.start(context)) {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(own.address().resolve("/v1/rerank"))
                            .header("authorization", "Bearer " + own.apiKey())
                            .header("content-type", "application/json")
                            .POST(BodyPublishers.ofString(REQUEST))
                            .build(),
                    BodyHandlers.ofString());
            double seconds = (System.nanoTime() - from) / NANOS_PER_SECOND;
            if (answer.statusCode() != 200) {
                throw new CommandFailedException(
                        "the first request was not answered: " + answer.body());
            }
            TimeUnit.SECONDS.sleep(options.idleSeconds);
            List<Long> pids = own.pids();
            return new Lap(seconds, residentMib(pids.subList(0, 1)),
                    residentMib(pids.subList(1, pids.size())));
        }
    }

    /** NaN where the system does not tell; see proc_pid_status(5). */
    private static double residentMib(List<Long> pids) throws IOException {
        double sum = 0;
        for (long pid : pids) {
            Path status = Path.of("/proc", String.valueOf(pid), "status");
            sum += Files.isReadable(status)
                    ? Files.readAllLines(status)
                            .stream()
                            .filter(line -> line.startsWith("VmRSS:"))
                            .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")))
                            .sum() / KIB_PER_MIB
                    : Double.NaN;
        }
        return sum;
    }

    private void print(List<Lap> laps) {
        Spread first = Spread.of(laps.stream().mapToDouble(Lap::firstAnswerSeconds).toArray());
        double gateway = Spread.of(laps.stream().mapToDouble(Lap::gatewayMib).toArray()).median();
        double engines = Spread.of(laps.stream().mapToDouble(Lap::enginesMib).toArray()).median();
        if (!options.json) {
            context.out()
                    .println(String.format(Locale.ROOT,
                            "first answer after %.2f s (%.2f to %.2f); idle memory %.0f MiB and"
                                    + " %.0f MiB of its engines",
                            first.median(), first.quartile1(), first.quartile3(), gateway,
                            engines));
            return;
        }
        ObjectNode json = JsonNodeFactory.instance.objectNode()
                .put("first_answer_seconds", rounded(first.median()))
                .put("idle_gateway_mib", rounded(gateway))
                .put("idle_engines_mib", rounded(engines))
                .put("rounds", options.rounds);
        json.putArray("first_answer_spread")
                .add(rounded(first.least()))
                .add(rounded(first.quartile1()))
                .add(rounded(first.quartile3()))
                .add(rounded(first.most()));
        context.out().println(json);
    }

    private static double rounded(double value) {
        return Math.round(value * 100) / 100.0;
    }
}
