// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringrank.scheduler.pair.Score;
import io.ringrank.scheduler.ticket.CacheUse;
import io.ringrank.scheduler.ticket.DocumentOutcome;
import io.ringrank.scheduler.ticket.JobClass;
import io.ringrank.scheduler.ticket.OnTimeout;
import io.ringrank.scheduler.ticket.RerankOutcome;
import io.ringrank.scheduler.ticket.StageTimes;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RerankApiTest {

    private static final String TUTORIAL =
            """
            {"model": "bge", "query": "What is a panda?", "top_n": 3, "documents": ["hi",
             "it is a bear", "The giant panda is a bear species endemic to China."]}""";

    private TestServer server;

    @BeforeEach
    void start() {
        server = new TestServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static JsonObject score(double score) {
        return new JsonObject().put("relevance_score", score);
    }

    @Test
    void answers_the_request_of_the_tutorial_in_its_shape() throws Exception {
        HttpResponse<String> response = server.send(server.rerank(TUTORIAL));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type")).contains("application/json");
        JsonObject answer = TestServer.json(response);
        assertThat(answer.getString("object")).isEqualTo("list");
        assertThat(answer.getString("model")).isEqualTo("bge");
        assertThat(answer.getString("id"))
                .isEqualTo(response.headers().firstValue("x-request-id").orElseThrow());
        JsonArray results = answer.getJsonArray("results");
        assertThat(results.getJsonObject(0)).isEqualTo(score(51).put("index", 2)
                .put("document", new JsonObject().put("text",
                        "The giant panda is a bear species endemic to China.")));
        assertThat(results.getJsonObject(1).getInteger("index")).isEqualTo(1);
        assertThat(results.getJsonObject(2).getInteger("index")).isZero();
        assertThat(answer.getJsonObject("usage")).isEqualTo(new JsonObject()
                .put("prompt_tokens", 77)
                .put("completion_tokens", 0)
                .put("total_tokens", 77)
                .put("cached_tokens", 0));
        assertThat(response.body()).contains("\"relevance_score\":51.0");
    }

    @Test
    void hands_the_job_over_as_it_was_asked_for() throws Exception {
        server.send(
                server.rerank("""
                              {"query": "q", "documents": ["a", {"text": "b", "title": "t"}, ""],
                               "timeout_ms": 1234, "priority": "batch", "on_timeout": "partial",
                               "cache": "bypass"}"""));

        var job = server.target.submitted.remove().job;
        assertThat(job.query()).isEqualTo("q");
        assertThat(job.documents()).containsExactly("a", "b", "");
        assertThat(job.terms().timeoutNanos()).isBetween(1L,
                TimeUnit.MILLISECONDS.toNanos(1234) - 1);
        assertThat(job.terms().jobClass()).isEqualTo(JobClass.BATCH);
        assertThat(job.terms().onTimeout()).isEqualTo(OnTimeout.PARTIAL);
        assertThat(job.terms().cache()).isEqualTo(CacheUse.BYPASS);
        assertThat(job.caller().id()).isEqualTo(server.inference.key().id());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/rerank", "/rerank", "/v1/reranking", "/reranking"})
    void serves_every_path_of_the_dialect(String path) throws Exception {
        HttpResponse<String> response = server.send(server.request(path)
                .header("x-api-key", server.inference.key().value())
                .POST(BodyPublishers.ofString(TUTORIAL)));

        assertThat(response.statusCode()).isEqualTo(200);
    }

    @Test
    void returns_the_best_n_without_their_texts_when_asked_to() throws Exception {
        HttpResponse<String> response = server.send(
                server.rerank("""
                              {"query": "q", "documents": ["aa", "a", "aaa", "aa"], "top_n": "3",
                               "return_documents": "false"}"""));

        assertThat(TestServer.json(response).getJsonArray("results")).isEqualTo(new JsonArray()
                .add(score(3).put("index", 2))
                .add(score(2).put("index", 0))
                .add(score(2).put("index", 3)));
        assertThat(TestServer.json(response).getJsonObject("usage").getInteger("prompt_tokens"))
                .isEqualTo(8 + 16);
    }

    @Test
    void names_the_documents_that_could_not_be_scored_beside_the_others() throws Exception {
        server.target.outcome = _ -> new RerankOutcome.Answered(List.of(
                new DocumentOutcome.Unscored("quarantined", "it ended the engine"),
                new DocumentOutcome.Scored(new Score(-1.5f, 9, true), true)), StageTimes.NONE);

        JsonObject answer = TestServer.json(server.send(
                server.rerank("{\"query\": \"q\", \"documents\": [\"a\", \"b\"]}")));

        assertThat(answer.getJsonArray("results")).isEqualTo(new JsonArray().add(score(-1.5)
                .put("index", 1)
                .put("truncated", true)
                .put("document", new JsonObject().put("text", "b"))));
        assertThat(answer.getJsonArray("errors")).isEqualTo(new JsonArray().add(new JsonObject()
                .put("index", 0)
                .put("code", "quarantined")
                .put("message", "it ended the engine")));
        assertThat(answer.getJsonObject("usage").getInteger("cached_tokens")).isEqualTo(9);
    }

    @Test
    void takes_the_timeout_from_the_header_if_the_body_has_none() throws Exception {
        server.send(server.rerank(TUTORIAL).header("x-request-timeout-ms", "7000"));
        server.send(server.rerank(TUTORIAL));
        server.send(server.rerank(TUTORIAL).header("x-request-timeout-ms", "99999999"));

        assertThat(
                server.target.submitted.stream()
                        .map(held -> Math.ceilDiv(held.job.terms().timeoutNanos(), 1_000_000_000L)))
                .containsExactly(7L, 30L, 60L);
    }

    @Test
    void keeps_the_id_that_the_client_chose_unless_it_could_forge_a_log_line() throws Exception {
        HttpResponse<String> chosen =
                server.send(server.rerank(TUTORIAL).header("x-request-id", "trace-7"));
        HttpResponse<String> forged =
                server.send(server.rerank(TUTORIAL).header("x-request-id", "a b\tstatus=200"));

        assertThat(TestServer.json(chosen).getString("id")).isEqualTo("trace-7");
        assertThat(TestServer.json(forged).getString("id")).hasSize(36);
    }

    @Test
    void a_partial_answer_that_a_dialect_can_not_show_counts_as_an_error_and_not_as_one()
            throws Exception {
        server.target.outcome = _ -> new RerankOutcome.Answered(List.of(
                new DocumentOutcome.Scored(new Score(1, 5, false), false),
                new DocumentOutcome.Late()), StageTimes.NONE);

        HttpResponse<String> refused =
                server.send(server.rerank("{\"query\": \"q\", \"texts\": [\"a\", \"b\"]}")
                        .uri(server.request("/rerank").build().uri()));
        assertThat(refused.statusCode()).isEqualTo(504);
        assertThat(server.metrics.scrape())
                .contains("ringrank_requests_failed_total{code=\"timeout\",deployment=\"bge\"} 1.0",
                        "ringrank_answers_partial_total{deployment=\"bge\"} 0.0");

        assertThat(server.send(server.rerank("{\"query\": \"q\", \"documents\": [\"a\", \"b\"]}"))
                .statusCode()).isEqualTo(200);
        assertThat(server.metrics.scrape())
                .contains("ringrank_answers_partial_total{deployment=\"bge\"} 1.0");
    }

    @Test
    void serves_a_client_that_upgrades_to_http_2() throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            for (int i = 0; i < 3; i++) {
                HttpResponse<String> response =
                        client.send(server.rerank(TUTORIAL).build(), BodyHandlers.ofString());
                assertThat(response.statusCode()).isEqualTo(200);
                assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
            }
        }
    }

    @Test
    void reads_a_large_body_after_it_told_the_client_to_go_on() throws Exception {
        String large = "x".repeat(60_000);
        HttpResponse<String> response = server.send(server
                .rerank("{\"query\": \"q\", \"documents\": [\"" + large + "\"]}")
                .expectContinue(true));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(Objects.requireNonNull(server.target.submitted.peek()).job.documents())
                .containsExactly(large);
    }

    @Test
    void counts_what_it_did() throws Exception {
        server.send(server.rerank("{\"query\": \"q\", \"documents\": [\"\", \"bb\"]}"));
        server.send(
                server.rerank("{\"query\": \"q\", \"documents\": [], \"model\": \"no label\"}"));
        server.send(server.rerank("{"));

        HttpResponse<String> response = server.get("/metrics");

        assertThat(response.headers().firstValue("content-type").orElseThrow())
                .startsWith("text/plain");
        assertThat(response.body().lines()).contains(
                "ringrank_requests_total{deployment=\"bge\",status=\"200\"} 1.0",
                "ringrank_requests_total{deployment=\"-\",status=\"400\"} 2.0",
                "ringrank_pairs_total{deployment=\"bge\"} 2.0",
                "ringrank_tokens_total{deployment=\"bge\"} 10.0",
                "ringrank_cache_hits_total{deployment=\"bge\"} 1.0",
                "ringrank_cache_misses_total{deployment=\"bge\"} 1.0",
                "ringrank_request_seconds_count{deployment=\"bge\"} 1",
                "ringrank_queue_wait_seconds_bucket{deployment=\"bge\",le=\"0.005\"} 1");
        assertThat(response.body()).doesNotContain("no label");
    }
}
