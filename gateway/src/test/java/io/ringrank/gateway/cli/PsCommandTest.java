// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PsCommandTest {

    private static final String STATUS =
            """
            {"status": "not ready", "deployments": {
              "builtin": {"state": "ok", "state_word": "running", "pairs_per_second": 1562.49,
                "queue": {"requests": 3, "pairs": 40, "bytes": 5000,
                  "tokens": {"interactive": 4000, "batch": 0},
                  "callers": {"interactive": 2, "batch": 0}},
                "engines": [
                  {"engine": 0, "state": "running", "message": "running bert", "pid": 4711,
                   "device": "Some\\u001b[2J Processor", "native_build": "b4916", "lanes": 2,
                   "lanes_at_work": 1, "budget_tokens": 256, "pairs_per_second": 1562.49},
                  {"engine": 1, "state": "loading", "message": "the model is loading, 12 %"}]},
              "other": {"state": "ok", "state_word": "running", "engines": [],
                "coming": {"state": "downloading", "message": "40 %", "engines": []}},
              "third": {"state": "ok", "state_word": "running", "engines": [],
                "coming": {"state": "starting", "message": "the model is loading", "engines": [
                  {"engine": 0, "state": "loading", "message": "the model is loading, 12 %"}]}},
              "minilm": {"state": "the model file is being checked", "state_word": "analyzing",
                "engines": [],
                "queue": {"requests": 0, "pairs": 0}},
              "old": {"state": "stopped", "state_word": "stopped", "engines": []},
              "wrong": {"state": "the scores are wrong", "state_word": "error", "engines": [
                  {"engine": 0, "state": "running", "message": "running bert", "pid": 4712,
                   "device": "cpu", "native_build": "b4916", "lanes": 2, "lanes_at_work": 0,
                   "budget_tokens": 256, "pairs_per_second": 0}]}},
             "capacity": {"pair_tokens": 128, "pairs_per_second": 1562.49}}
            """;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final CountDownLatch answers = new CountDownLatch(1);
    private volatile String answer = STATUS;
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/readyz", exchange -> {
            boolean verbose = "verbose".equals(exchange.getRequestURI().getQuery());
            byte[] bytes = (verbose ? answer : "{}").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(503, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
            answers.countDown();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void shows_engines_queues_and_capacity_in_columns() {
        assertThat(run("ps")).isZero();

        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(
                """
                DEPLOYMENT      ENGINE  STATE                       PID   LANES  BUSY  BUDGET  PAIRS/S  BUILD  DEVICE
                builtin         0       running                     4711  2      1     256     1562.5   b4916  Some [2J Processor
                builtin         1       the model is loading, 12 %  -     -      -     -       -        -      -
                other           -       running: ok
                other (coming)  -       downloading: 40 %
                third           -       running: ok
                third (coming)  0       the model is loading, 12 %  -     -      -     -       -        -      -
                minilm          -       analyzing: the model file is being checked
                old             -       stopped
                wrong           -       error: the scores are wrong
                wrong           0       running                     4712  2      0     256     -        b4916  cpu
                builtin: 3 requests with 40 pairs wait or run, 4000 interactive tokens of 2 callers
                other: 0 requests with 0 pairs wait or run
                third: 0 requests with 0 pairs wait or run
                minilm: 0 requests with 0 pairs wait or run
                old: 0 requests with 0 pairs wait or run
                wrong: 0 requests with 0 pairs wait or run
                this machine: 1562.5 pairs/s at 128 tokens
                """);
    }

    @Test
    void says_that_a_machine_without_a_batch_is_not_known_yet() {
        answer = "{\"deployments\": {}}";

        assertThat(run("ps")).isZero();

        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("this machine: not known before the first batch");
    }

    @Test
    void prints_what_the_server_said_on_one_line() {
        assertThat(run("ps", "--json")).isZero();

        assertThat(out.toString(StandardCharsets.UTF_8).lines()).singleElement()
                .asString()
                .startsWith("{\"status\":\"not ready\"")
                .contains("\"pairs_per_second\":1562.49");
    }

    @Test
    void watches_until_it_is_interrupted() throws InterruptedException {
        Thread watching = Thread.ofPlatform().start(() -> run("ps", "--watch"));
        assertThat(answers.await(20, TimeUnit.SECONDS)).isTrue();

        watching.interrupt();

        assertThat(watching.join(java.time.Duration.ofSeconds(20))).isTrue();
    }

    @Test
    void says_who_does_not_answer_and_who_answers_nonsense() {
        answer = "<html>";
        assertThat(run("ps")).isOne();
        answer = "{}";
        assertThat(run("ps")).isOne();
        server.stop(0);
        assertThat(run("ps")).isOne();

        assertThat(err.toString(StandardCharsets.UTF_8)).contains("that is no JSON",
                "that is no status", "no server answers at http://127.0.0.1:");
    }

    private int run(String... arguments) {
        String address = "http://127.0.0.1:" + server.getAddress().getPort();
        CliContext context = new CliContext(Map.of("RINGRANK_SERVER", address), null,
                new ByteArrayInputStream(new byte[0]),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        return new Cli(context, new FakeServer(), List.of()).run(arguments);
    }
}
