// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What products send, as their sources have it, and whether what they read is there: the fields that
 * they take without looking, one result for each document where they count, scores that casts take.
 */
class ClientShapesTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TEXTS = "[\"bb\", \"a\", \"ccc\"]";

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = new TestServer();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** What a product reads beside the indexes and scores. */
    interface Reading {

        void of(JsonNode answer, JsonNode first);
    }

    /**
     * One request of a product.
     *
     * @param authorization with {@code KEY} in it
     * @param list where its results are; empty if the answer is the list
     * @param score name of a result's score
     * @param count of results that it wants
     * @param also what else it reads in an answer and its first result
     */
    record Client(String name, String path, String authorization, String body, String list,
            String score, int count, List<Reading> also) {

        @Override
        public String toString() {
            return name;
        }
    }

    private static Client bearer(String name, String path, String fields, int count,
            Reading... also) {
        return new Client(name, path, "Bearer KEY",
                "{\"query\": \"q\", \"documents\": " + TEXTS + fields + "}", "results",
                "relevance_score", count, List.of(also));
    }

    private static Client tei(String name, String authorization, String fields,
            Reading... also) {
        return new Client(name, "/rerank", authorization,
                "{\"query\": \"q\", \"texts\": " + TEXTS + fields + "}", "", "score", 3,
                List.of(also));
    }

    private static void text(JsonNode answer, JsonNode first) {
        assertThat(answer.required("results").required(0)).isSameAs(first);
        assertThat(first.required("document").required("text").textValue()).isEqualTo("ccc");
    }

    private static void plainText(JsonNode answer, JsonNode first) {
        String name = answer.isArray() ? "text" : "document";
        assertThat(first.required(name).textValue()).isEqualTo("ccc");
    }

    /** They look into a document as soon as there is one. */
    private static void noDocument(JsonNode answer, JsonNode first) {
        assertThat(answer.findValue("document")).isNull();
        assertThat(first.has("document")).isFalse();
    }

    private static void from0To1(JsonNode answer, JsonNode first) {
        assertThat(answer.findValue("relevance_score").doubleValue()).isLessThanOrEqualTo(1);
        assertThat(first.required("relevance_score").doubleValue()).isBetween(0.0, 1.0);
    }

    private static void usage(JsonNode answer, JsonNode first) {
        assertThat(first.isObject()).isTrue();
        assertThat(answer.required("usage").required("total_tokens").isInt()).isTrue();
    }

    private static Stream<Client> dify() {
        return Stream.of(
                bearer("Dify GPUStack", "/v1/rerank", ", \"model\": \"bge\", \"top_n\": 3", 3,
                        ClientShapesTest::text),
                bearer("Dify GPUStack without a number", "/v1/rerank",
                        ", \"model\": \"bge\", \"top_n\": null", 3, ClientShapesTest::text),
                bearer("Dify OpenAI-compatible", "/rerank",
                        ", \"model\": \"bge\", \"top_n\": 2, \"return_documents\": true", 2,
                        ClientShapesTest::text),
                bearer("Dify Xinference", "/v1/rerank",
                        ", \"model\": \"bge\", \"top_n\": null, \"max_chunks_per_doc\": null,"
                                + " \"return_documents\": \"true\", \"return_len\": \"true\"",
                        3, ClientShapesTest::text),
                bearer("Dify LocalAI", "/rerank", ", \"model\": \"bge\", \"top_n\": 2", 2,
                        ClientShapesTest::text),
                bearer("Dify Jina", "/v1/rerank",
                        ", \"model\": \"bge\", \"top_n\": 2, \"return_documents\": false", 2,
                        ClientShapesTest::noDocument),
                new Client("Dify Voyage", "/voyage/v1/rerank", "Bearer KEY",
                        "{\"model\": \"bge\", \"query\": \"q\", \"documents\": " + TEXTS
                                + ", \"top_k\": null, \"return_documents\": \"true\"}",
                        "data", "relevance_score", 3,
                        List.of(ClientShapesTest::plainText)),
                tei("Dify TEI", "Bearer KEY", ", \"return_text\": true",
                        ClientShapesTest::plainText));
    }

    private static Stream<Client> others() {
        return Stream.of(
                bearer("RAGFlow GPUStack", "/v1/rerank", ", \"model\": \"bge\", \"top_n\": 3", 3),
                bearer("RAGFlow OpenAI-compatible", "/rerank",
                        ", \"model\": \"bge\", \"top_n\": 3", 3),
                bearer("Open WebUI", "/v1/rerank", ", \"model\": \"bge\", \"top_n\": 3", 3),
                bearer("MaxKB", "/v2/rerank", ", \"model\": \"bge\", \"top_n\": 2", 2,
                        ClientShapesTest::from0To1),
                bearer("LangChain Jina", "/v1/rerank",
                        ", \"model\": \"bge\", \"top_n\": 3, \"return_documents\": false", 3,
                        ClientShapesTest::noDocument),
                tei("LlamaIndex TEI", "KEY", ""),
                tei("Haystack TEI", "Bearer KEY", ", \"raw_scores\": false, \"truncate\": true,"
                        + " \"truncation_direction\": \"Right\""),
                bearer("Haystack vLLM", "/vllm/v1/rerank", ", \"model\": \"bge\"", 3,
                        ClientShapesTest::from0To1, ClientShapesTest::usage),
                bearer("LiteLLM hosted_vllm", "/vllm/rerank",
                        ", \"model\": \"bge\", \"top_n\": 2, \"return_documents\": true", 2,
                        ClientShapesTest::text, ClientShapesTest::usage),
                bearer("LiteLLM cohere", "/cohere/v1/rerank",
                        ", \"model\": \"bge\", \"rank_fields\": [\"text\"],"
                                + " \"return_documents\": true",
                        3, ClientShapesTest::text, ClientShapesTest::cohere),
                bearer("LiteLLM jina_ai", "/v1/rerank",
                        ", \"model\": \"bge\", \"top_n\": 2", 2,
                        ClientShapesTest::usage),
                bearer("OpenSearch", "/cohere/v1/rerank", ", \"model\": \"bge\", \"top_n\": 3", 3),
                bearer("Elasticsearch cohere", "/v2/rerank",
                        ", \"model\": \"bge\", \"return_documents\": false", 3,
                        ClientShapesTest::noDocument, ClientShapesTest::from0To1),
                bearer("Elasticsearch jinaai", "/v1/rerank",
                        ", \"model\": \"bge\", \"return_documents\": false, \"top_n\": 3", 3,
                        ClientShapesTest::noDocument, ClientShapesTest::usage));
    }

    private static void cohere(JsonNode answer, JsonNode first) {
        assertThat(answer.required("id").isTextual()).isTrue();
        assertThat(answer.required("meta")
                .required("billed_units")
                .required("search_units")
                .isInt()).isTrue();
        assertThat(first.required("document").isObject()).isTrue();
    }

    static Stream<Client> clients() {
        return Stream.concat(dify(), others());
    }

    @ParameterizedTest
    @MethodSource("clients")
    void reads_what_it_reads_of_results_that_come_best_first(Client client) throws Exception {
        HttpResponse<String> response = server.send(server.request(client.path())
                .header("Authorization",
                        client.authorization().replace("KEY", server.inference.key().value()))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(client.body())));

        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        JsonNode answer = JSON.readTree(response.body());
        JsonNode results = client.list().isEmpty() ? answer : answer.required(client.list());
        List<Integer> indexes = new ArrayList<>();
        for (JsonNode result : results) {
            JsonNode score = result.required(client.score());
            // What is cast to a double is none if it has no point.
            assertThat(score.isDouble()).as("%s is a double", score).isTrue();
            assertThat(elasticsearch(score.doubleValue())).isFinite().isPositive();
            assertThat(result.required("index").isInt()).isTrue();
            indexes.add(result.required("index").intValue());
        }
        assertThat(indexes).isEqualTo(List.of(2, 0, 1).subList(0, client.count()));
        client.also().forEach(reading -> reading.of(answer, results.required(0)));
    }

    /** What Elasticsearch makes of scores that may be negative. */
    private static double elasticsearch(double score) {
        return Math.max(score, 0) + Math.min(Math.exp(score), 1);
    }

    /** Dify asks two documents and filters by 0.8: no results are a valid answer, an error is not. */
    @Test
    void dify_finds_its_credentials_valid() throws Exception {
        HttpResponse<String> response = server.send(server.rerank(
                """
                {"model": "bge", "query": "What is the capital of the United States?", "top_n": 3,
                 "documents": ["Carson City is the capital.", "The capital is Washington."]}"""));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(TestServer.json(response).getJsonArray("results")).hasSize(2);
    }

    /** It goes by {@code /info} before it asks. */
    @Test
    void dify_sees_that_the_server_of_its_tei_plugin_ranks() throws Exception {
        HttpResponse<String> response = server.send(server.request("/info")
                .header("Authorization", "Bearer " + server.inference.key().value()));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(TestServer.json(response).getJsonObject("model_type").fieldNames())
                .containsExactly("reranker");
        assertThat(TestServer.json(response).getInteger("max_client_batch_size")).isPositive();
    }

    /** RAGFlow sends eight at a time and counts on from there. */
    @Test
    void ragflow_finds_the_indexes_of_a_batch_of_one() throws Exception {
        HttpResponse<String> response = server.send(server.rerank("")
                .uri(server.request("/rerank").build().uri())
                .POST(BodyPublishers.ofString(
                        """
                        {"query": "q", "texts": ["last one"], "raw_scores": false, "truncate": true}
                        """)));

        JsonNode results = JSON.readTree(response.body());
        assertThat(results).hasSize(1);
        assertThat(results.required(0).required("index").intValue()).isZero();
    }

    /** Haystack tells an error from a list by its keys, and tries 408, 429 and 503 again. */
    @Test
    void haystack_and_llamaindex_can_tell_an_error_from_results() throws Exception {
        HttpResponse<String> refused = server.send(server.rerank("")
                .uri(server.request("/rerank").build().uri())
                .POST(BodyPublishers.ofString("""
                                              {"query": "q", "texts": ["a"], "truncate": true,
                                               "truncation_direction": "Left"}""")));

        assertThat(refused.statusCode()).isEqualTo(400);
        JsonNode error = JSON.readTree(refused.body());
        assertThat(error.required("error").textValue()).contains("truncation_direction", "right");
        assertThat(error.required("error_type").textValue()).isEqualTo("validation");
    }

    /** LangChain reads {@code detail}, Cohere's clients {@code message}, OpenAI's {@code error}. */
    @Test
    void every_family_finds_what_went_wrong_where_it_looks() throws Exception {
        JsonNode error = JSON.readTree(server
                .send(server.rerank("{\"query\": \"q\", \"documents\": [], \"model\": \"bge\"}"))
                .body());

        String message = error.required("error").required("message").textValue();
        assertThat(error.required("detail").textValue()).isEqualTo(message).isNotEmpty();
        assertThat(error.required("message").textValue()).isEqualTo(message);
        assertThat(error.required("error").required("code").isTextual()).isTrue();
    }
}
