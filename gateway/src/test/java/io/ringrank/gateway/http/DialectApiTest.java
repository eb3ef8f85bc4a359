// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringrank.gateway.dialect.Dialect;
import io.ringrank.gateway.dialect.Dialects;
import io.ringrank.gateway.dialect.Field;
import io.ringrank.scheduler.pair.Score;
import io.ringrank.scheduler.ticket.DocumentOutcome;
import io.ringrank.scheduler.ticket.RerankJob;
import io.ringrank.scheduler.ticket.RerankOutcome;
import io.ringrank.scheduler.ticket.StageTimes;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Speaks every dialect to a real server, in the shapes that its clients send and read. */
class DialectApiTest {

    private static final String COMMON = "\"query\": \"q\", \"documents\": [\"a\", \"bb\"]";

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = new TestServer();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void resetTarget() {
        server.target.outcome = FakeTarget::byLength;
        server.target.submitted.clear();
    }

    private static HttpResponse<String> post(String path, String body, String... headers)
            throws Exception {
        var request = server.request(path)
                .header("api-key", server.inference.key().value())
                .POST(BodyPublishers.ofString(body));
        return server.send(headers.length == 0 ? request : request.headers(headers));
    }

    private static JsonObject ok(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return new JsonObject(response.body());
    }

    private static double sigmoid(double raw) {
        return Double.parseDouble(Float.toString((float) (1 / (1 + Math.exp(-raw)))));
    }

    static Stream<Arguments> pathsOfDialects() {
        return Dialects.ALL.stream()
                .flatMap(dialect -> dialect.paths()
                        .stream()
                        .map(path -> Arguments.of(path, dialect)));
    }

    @ParameterizedTest
    @MethodSource("pathsOfDialects")
    void answers_the_example_of_each_dialect_on_its_paths_and_by_its_name(String path,
            Dialect dialect) throws Exception {
        HttpResponse<String> byPath = post(path, dialect.example());
        HttpResponse<String> byName =
                post("/v1/rerank", dialect.example(), Dialects.HEADER, dialect.name());

        assertThat(byPath.statusCode()).as(byPath.body()).isEqualTo(200);
        assertThat(fields(byName.body())).isEqualTo(fields(byPath.body()));
    }

    private static Object fields(String body) {
        return body.startsWith("[")
                ? new JsonArray(body).getJsonObject(0).fieldNames()
                : new JsonObject(body).fieldNames();
    }

    static Stream<Arguments> violations() {
        List<Arguments> all = new ArrayList<>();
        for (Dialect dialect : Dialects.ALL) {
            for (Map.Entry<String, Field> field : dialect.fields().asMap().entrySet()) {
                for (Object value : new JsonArray(field.getValue().refused())) {
                    boolean other = value == null && !new JsonObject(dialect.example())
                            .containsKey(field.getKey());
                    if (!other) {
                        all.add(Arguments.of(dialect, field.getKey(),
                                new JsonArray().add(value).encode()));
                    }
                }
            }
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("violations")
    void refuses_what_its_fields_say_is_refused_and_names_the_field(Dialect dialect, String field,
            String value) throws Exception {
        JsonObject body = new JsonObject(dialect.example()).put(field,
                new JsonArray(value).getValue(0));

        HttpResponse<String> response = post(dialect.paths().getFirst(), body.encode());

        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        assertThat(response.body()).contains(field);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0',
            textBlock = """
                        /v1/rerank    | results  | {"query": "q", "documents": ["a"]}
                        /rerank       | results  | {"query": "q", "documents": ["a"], "top_n": 1, "truncation": true}
                        /v1/reranking | results  | {"query": "q", "documents": ["a"], "top_k": null}
                        /v1/rerank    | data     | {"query": "q", "documents": ["a"], "top_k": 1}
                        /rerank       | data     | {"query": "q", "documents": ["a"], "truncation": true}
                        /reranking    | data     | {"query": "q", "input": ["a"]}
                        /v2/rerank    | meta     | {"query": "q", "documents": ["a"], "top_k": 1}
                        """)
    void knows_a_dialect_by_its_path_and_then_by_the_fields_of_the_body(String path, String mark,
            String body) throws Exception {
        assertThat(ok(post(path, body)).fieldNames()).contains(mark);
    }

    @Test
    void answers_texts_as_tei_does() throws Exception {
        HttpResponse<String> response =
                post("/rerank",
                        "{\"query\": \"q\", \"texts\": [\"a\", \"bb\"], \"return_text\": true,"
                                + " \"truncation_direction\": \"Right\", \"truncate\": true}");

        assertThat(new JsonArray(response.body())).isEqualTo(new JsonArray()
                .add(new JsonObject().put("index", 1).put("score", sigmoid(2)).put("text", "bb"))
                .add(new JsonObject().put("index", 0).put("score", sigmoid(1)).put("text", "a")));
        assertThat(post("/rerank", "{\"query\": \"q\", \"texts\": [\"a\"], \"raw_scores\": true}")
                .body()).isEqualTo("[{\"index\":0,\"score\":1.0}]");
    }

    @Test
    void says_errors_as_tei_does_before_and_after_the_body_is_known() throws Exception {
        HttpResponse<String> empty = post("/rerank", "{\"query\": \"q\", \"texts\": []}");
        HttpResponse<String> noKey = server.send(
                server.request("/tei/rerank").POST(BodyPublishers.ofString("{}")));

        assertThat(empty.statusCode()).isEqualTo(400);
        assertThat(noKey.statusCode()).isEqualTo(401);
        for (HttpResponse<String> response : List.of(empty, noKey)) {
            JsonObject error = new JsonObject(response.body());
            assertThat(error.fieldNames()).containsExactly("error", "error_type");
            assertThat(error.getString("error")).isNotBlank();
            assertThat(error.getString("error_type")).isEqualTo("validation");
        }
    }

    @Test
    void bills_nothing_but_says_what_cohere_would() throws Exception {
        JsonObject answer = ok(post("/v2/rerank",
                "{\"model\": \"bge\", " + COMMON + ", \"top_n\": 1, \"priority\": 5}"));

        assertThat(answer.getJsonArray("results")).isEqualTo(new JsonArray()
                .add(new JsonObject().put("index", 1).put("relevance_score", sigmoid(2))));
        assertThat(answer.getJsonObject("meta")
                .getJsonObject("billed_units")
                .getInteger("search_units")).isEqualTo(1);
        assertThat(answer.getString("id")).isNotBlank();
    }

    @Test
    void answers_voyage_infinity_mixedbread_and_nim_with_their_names() throws Exception {
        assertThat(ok(post("/voyage/v1/rerank", "{" + COMMON + ", \"return_documents\": true}"))
                .getJsonArray("data")
                .getJsonObject(0)
                .getString("document")).isEqualTo("bb");
        JsonObject infinity = ok(post("/infinity/rerank", "{" + COMMON + ", \"raw_scores\": 1}"));
        assertThat(infinity.getString("object")).isEqualTo("rerank");
        assertThat(infinity.getJsonArray("results").getJsonObject(0)).isEqualTo(
                new JsonObject().put("index", 1).put("relevance_score", 2.0));
        assertThat(ok(post("/v1/reranking",
                "{\"query\": \"q\", \"input\": [\"a\"], \"return_input\": true}"))
                .getJsonArray("data")
                .getJsonObject(0)).isEqualTo(new JsonObject().put("index", 0)
                        .put("object", "rank_result")
                        .put("score", sigmoid(1))
                        .put("input", "a"));
        assertThat(ok(post("/v1/ranking",
                "{\"query\": {\"text\": \"q\"}, \"passages\": [{\"text\": \"a\"}]}"))
                .getJsonArray("rankings")).isEqualTo(new JsonArray()
                        .add(new JsonObject().put("index", 0).put("logit", 1.0)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0',
            textBlock = """
                        "text_1": "q", "text_2": "aaa"                              | 3
                        "queries": "q", "documents": ["a", "aaa", "aa"]             | 1 3 2
                        "data_1": ["q", "r"], "data_2": ["aaa", "a"]                | 3 1
                        "queries": ["q"], "items": ["a", "aaa"]                     | 1 3
                        """)
    void scores_pairs_as_vllm_does_in_their_order(String texts, String raw) throws Exception {
        JsonObject answer = ok(post("/v1/score", "{" + texts + ", \"use_activation\": false}"));

        assertThat(answer.getJsonArray("data")
                .stream()
                .map(result -> ((JsonObject) result).getDouble("score"))).containsExactly(
                        Stream.of(raw.split(" ")).map(Double::valueOf).toArray(Double[]::new));
    }

    @Test
    void asks_each_pair_with_its_own_query_and_wants_as_many_on_both_sides() throws Exception {
        ok(post("/score", "{\"text_1\": [\"q\", \"r\"], \"text_2\": [\"a\", \"b\"]}"));

        assertThat(server.target.submitted.stream()
                .map(held -> held.job.query() + held.job.documents()))
                .containsExactly("q[a]", "r[b]");
        assertThat(post("/score", "{\"text_1\": [\"q\", \"r\"], \"text_2\": [\"a\"]}").body())
                .contains("\"text_2\"");
    }

    @ParameterizedTest
    @CsvSource({"raw, 2.0, 1.0", "sigmoid, 0.8807971, 0.7310586", "minmax, 1.0, 0.0"})
    void gives_scores_on_the_scale_that_was_asked_for(String mode, double best, double worst)
            throws Exception {
        JsonArray results = ok(post("/v1/rerank",
                "{" + COMMON + ", \"score_mode\": \"" + mode + "\"}")).getJsonArray("results");

        assertThat(results.getJsonObject(0).getDouble("relevance_score")).isEqualTo(best);
        assertThat(results.getJsonObject(1).getDouble("relevance_score")).isEqualTo(worst);
    }

    @Test
    void ranks_the_fields_that_were_named_and_gives_ids_back() throws Exception {
        JsonArray results = ok(post("/v1/rerank",
                """
                {"documents": [{"id": 7, "title": "T", "text": "body"}, {"id": "x", "title": "U"}],
                 "query": "q", "rank_fields": ["title", "text"]}""")).getJsonArray("results");

        assertThat(results.getJsonObject(0).getInteger("id")).isEqualTo(7);
        assertThat(results.getJsonObject(1).getString("id")).isEqualTo("x");
        assertThat(server.target.submitted.remove().job.documents()).containsExactly("T\nbody",
                "U");
        assertThat(post("/v1/rerank",
                "{\"query\": \"q\", \"rank_fields\": [\"t\"], \"documents\": [{\"a\": \"b\"}]}")
                .body()).contains("documents[0]");
    }

    @Test
    void explains_an_answer_if_asked() throws Exception {
        JsonObject answer = ok(post("/v1/rerank", "{" + COMMON + ", \"debug\": \"true\"}"));

        assertThat(answer.getJsonObject("debug").getDouble("wait_ms")).isEqualTo(2.0);
        assertThat(answer.getJsonObject("debug").getString("score_mode")).isEqualTo("raw");
        assertThat(answer.getJsonArray("results").getJsonObject(0).getInteger("tokens"))
                .isEqualTo(6);
    }

    private static RerankOutcome oneMissing(RerankJob job) {
        return new RerankOutcome.Answered(List.of(
                new DocumentOutcome.Scored(new Score(1, 9, false), false),
                new DocumentOutcome.Unscored("quarantined", "It ended the engine.")),
                StageTimes.NONE);
    }

    @Test
    void tells_clients_that_need_every_score_which_document_has_none() throws Exception {
        server.target.outcome = DialectApiTest::oneMissing;

        HttpResponse<String> tei =
                post("/rerank", "{\"query\": \"q\", \"texts\": [\"a\", \"b\"]}");
        HttpResponse<String> cohere = post("/v2/rerank", "{" + COMMON + '}');

        assertThat(tei.statusCode()).isEqualTo(422);
        assertThat(new JsonObject(tei.body()).getString("error")).contains("Document 1");
        assertThat(cohere.statusCode()).isEqualTo(422);
        assertThat(cohere.body()).contains("document_not_scored");
        assertThat(ok(post("/v1/rerank", "{" + COMMON + '}')).getJsonArray("errors")).hasSize(1);
    }

    @Test
    void refuses_a_dialect_that_nobody_speaks() throws Exception {
        HttpResponse<String> response =
                post("/v1/rerank", "{" + COMMON + '}', Dialects.HEADER, "klingon");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains(Dialects.HEADER, "voyage");
    }

    @Test
    void lists_and_describes_its_models() throws Exception {
        String key = "Bearer " + server.inference.key().value();

        assertThat(ok(server.send(server.request("/v1/models").header("authorization", key)))
                .getJsonArray("data")
                .getJsonObject(0)
                .getString("id")).isEqualTo("bge");
        JsonObject info =
                ok(server.send(server.request("/info").header("authorization", key)));
        assertThat(info.getJsonObject("model_type").fieldNames()).containsExactly("reranker");
        assertThat(info.getInteger("max_client_batch_size")).isEqualTo(10);
        assertThat(server.get("/health").statusCode()).isEqualTo(200);
    }
}
