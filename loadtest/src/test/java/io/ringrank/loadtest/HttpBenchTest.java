// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.ringrank.gateway.app.ServerStartException;
import io.ringrank.gateway.cli.Cli;
import io.ringrank.gateway.cli.CliContext;
import io.ringrank.gateway.cli.CliExtension;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpBenchTest {

    private final Map<String, Integer> timesAsked = new ConcurrentHashMap<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/rerank", this::answer);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void prints_one_json_object_with_rates_and_settings() throws IOException {
        assertThat(bench("k", "--rounds", "3", "--round-ms", "20", "--documents", "2",
                "--json")).isZero();

        assertThat(out().lines()).hasSize(1);
        JsonNode result = new ObjectMapper().readTree(out());
        double cold = result.path("requests_per_second_cold").asDouble();
        double cached = result.path("requests_per_second_cached").asDouble();
        assertThat(cold).isPositive();
        assertThat(result.path("cached_ratio").asDouble())
                .isCloseTo(cached / cold, org.assertj.core.data.Offset.offset(0.02));
        assertThat(result.path("pairs_per_second_cold").asDouble())
                .isCloseTo(2 * cold, org.assertj.core.data.Offset.offset(0.02));
        assertThat(result.path("rounds").asInt()).isEqualTo(3);
        assertThat(result.path("concurrency").asInt()).isEqualTo(8);
        assertThat(result.path("failed_requests").asInt()).isZero();
    }

    @Test
    void asks_cold_questions_once_and_cached_ones_again_and_again() {
        bench("k", "--rounds", "2", "--round-ms", "20");

        long repeated = timesAsked.values().stream().filter(times -> times > 1).count();
        long once = timesAsked.values().stream().filter(times -> times == 1).count();
        assertThat(repeated).isBetween(1L, 64L);
        assertThat(once).isGreaterThan(0);
    }

    @Test
    void says_what_the_server_said_if_it_answers_nothing() {
        assertThat(bench("wrong", "--round-ms", "1")).isOne();

        assertThat(err()).endsWith("ringrank bench http: no request was answered: status 401\n");
    }

    @Test
    void refuses_numbers_that_make_no_sense() {
        assertThat(bench("k", "--rounds", "0")).isEqualTo(2);
        assertThat(err()).contains("--rounds must be 1 or more, not 0");
    }

    @Test
    void measures_the_server_that_the_environment_names() {
        int status = run(Map.of("RINGRANK_SERVER", address(), "RINGRANK_API_KEY", "k"), "bench",
                "http", "--rounds", "1", "--round-ms", "5", "--json");

        assertThat(status).isZero();
        assertThat(out()).contains("requests_per_second_cached").doesNotContain("bare");
    }

    private String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private int bench(String key, String... options) {
        String[] arguments = new String[options.length + 4];
        arguments[0] = "bench";
        arguments[1] = "http";
        arguments[2] = "--server";
        arguments[3] = address();
        System.arraycopy(options, 0, arguments, 4, options.length);
        return run(Map.of("RINGRANK_API_KEY", key), arguments);
    }

    private int run(Map<String, String> environment, String... arguments) {
        CliContext context = new CliContext(environment, null, InputStream.nullInputStream(),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        List<CliExtension> extensions = ServiceLoader.load(CliExtension.class)
                .stream()
                .map(ServiceLoader.Provider::get)
                .toList();
        Cli cli = new Cli(context, (config, progress) -> {
            throw new ServerStartException("bench starts its server in another process");
        }, extensions);
        return cli.run(arguments);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        timesAsked.merge(body, 1, Integer::sum);
        boolean known = "Bearer k".equals(exchange.getRequestHeaders().getFirst("Authorization"));
        byte[] answer = "{}".getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(known ? 200 : 401, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
