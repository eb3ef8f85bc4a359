// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.eval.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RerankServiceTest {

    private static final String SCORES =
            """
            {"model": "m", "results": [{"index": 1, "relevance_score": 2.5},
              {"index": 0, "relevance_score": -1.0, "truncated": true}],
             "usage": {"prompt_tokens": 20, "cached_tokens": 5}}""";

    private record Reply(int status, Map<String, String> headers, String body) {}

    private final Queue<Reply> replies = new ArrayDeque<>();
    private final List<JsonNode> bodies = new ArrayList<>();
    private final List<String> keys = new ArrayList<>();
    private final List<Duration> waits = new ArrayList<>();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/rerank", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void gives_the_servers_order_scores_and_counts() {
        reply(200, SCORES);

        Outcome outcome = ask();

        assertThat(outcome.answer()).isEqualTo(new Answer.Scored("m",
                List.of(new Answer.Score(1, 2.5f), new Answer.Score(0, -1f)), 1, 20, 5));
        assertThat(outcome.retries()).isZero();
        assertThat(outcome.nanos()).isPositive();
    }

    @Test
    void sends_model_and_timeout_only_if_there_are_any_and_bypasses_the_cache_unless_told() {
        reply(200, SCORES);
        reply(200, SCORES);

        ask();
        ask("big", 1_500, true);

        assertThat(bodies.get(0).fieldNames()).toIterable()
                .containsExactly("query", "return_documents", "cache", "documents");
        assertThat(bodies.get(0).path("cache").asText()).isEqualTo("bypass");
        assertThat(bodies.get(1).path("model").asText()).isEqualTo("big");
        assertThat(bodies.get(1).path("timeout_ms").asInt()).isEqualTo(1_500);
        assertThat(bodies.get(1).has("cache")).isFalse();
        assertThat(bodies.get(1).path("documents").valueStream().map(JsonNode::asText))
                .containsExactly("one", "two");
        assertThat(keys).containsOnly("Bearer k");
    }

    @Test
    void asks_a_busy_server_again_when_it_says() {
        replies.add(new Reply(429, Map.of("Retry-After", "2"), "{}"));
        replies.add(new Reply(503, Map.of("Retry-After", "5", "retry-after-ms", "4500"), "{}"));
        replies.add(new Reply(503, Map.of("Retry-After", "Wed, 21 Oct 2026 07:28:00 GMT"), "{}"));
        reply(200, SCORES);

        Outcome outcome = ask();

        assertThat(outcome.answer()).isInstanceOf(Answer.Scored.class);
        assertThat(outcome.retries()).isEqualTo(3);
        assertThat(waits).containsExactly(Duration.ofSeconds(2), Duration.ofMillis(4_500),
                Duration.ofSeconds(1));
    }

    @Test
    void waits_for_a_minute_and_no_longer() {
        for (int i = 0; i < 10; i++) {
            replies.add(new Reply(503, Map.of("Retry-After", "25"),
                    "{\"message\": \"not ready\"}"));
        }

        Outcome outcome = ask();

        assertThat(waits).containsExactly(Duration.ofSeconds(25), Duration.ofSeconds(25));
        assertThat(outcome.answer()).isInstanceOf(Answer.Failed.class)
                .extracting("reason")
                .isEqualTo("status 503: not ready");
    }

    @Test
    void asks_again_so_many_times_and_no_more() {
        for (int i = 0; i < 30; i++) {
            replies.add(new Reply(429, Map.of("retry-after-ms", "0"), "{}"));
        }

        assertThat(ask().retries()).isEqualTo(20);
        assertThat(bodies).hasSize(21);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 404, 413, 500, 504})
    void does_not_ask_again_after_another_status(int status) {
        reply(status, "{\"error\": {\"message\": \"no\\u001b[2J\"}}");

        Outcome outcome = ask();

        assertThat(outcome.answer())
                .isEqualTo(new Answer.Failed("status " + status + ": no [2J", null));
        assertThat(bodies).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "[]", "{}", "{\"results\": []}",
        "{\"results\": [{\"index\": 2, \"relevance_score\": 1.0}]}",
        "{\"results\": [{\"index\": 0}]}",
        "{\"results\": [{\"index\": 0, \"relevance_score\": 1e99}]}",
        "{\"results\": [{\"index\": 0, \"relevance_score\": 1.0},"
                + " {\"index\": 0, \"relevance_score\": 2.0}]}"})
    void an_odd_answer_is_a_failure(String body) {
        reply(200, body);

        assertThat(ask().answer()).isInstanceOf(Answer.Failed.class);
    }

    @Test
    void says_that_nobody_listens() {
        server.stop(0);

        assertThat(ask().answer())
                .isEqualTo(new Answer.Failed("no server answers at " + address(), null));
    }

    private Outcome ask() {
        return ask(null, 0, false);
    }

    private Outcome ask(@Nullable String model, int timeoutMs, boolean cached) {
        Delays noTime = wait -> {
            waits.add(wait);
            return Runnable::run;
        };
        try (RerankService service = new RerankService(
                new RerankService.Settings(address(), "k", model, timeoutMs, cached), noTime)) {
            return service.rerank("query", List.of("one", "two")).join();
        }
    }

    private void reply(int status, String body) {
        replies.add(new Reply(status, Map.of(), body));
    }

    private URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private void answer(HttpExchange exchange) throws IOException {
        keys.add(exchange.getRequestHeaders().getFirst("Authorization"));
        bodies.add(new ObjectMapper().readTree(exchange.getRequestBody()));
        Reply reply = replies.remove();
        reply.headers().forEach(exchange.getResponseHeaders()::set);
        byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(reply.status(), bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
