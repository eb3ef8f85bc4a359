// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Takes the files for products out of {@code configs/clients}, fills their templates as the products do,
 * asks a real server, and reads the answer as the products do.
 */
class ClientFilesTest {

    private static final Path FOLDER = Path.of("..", "configs", "clients");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    /** What breaks a template that is filled without care. */
    private static final String QUERY = "what is a \"panda\"?\n\\ \u718a\u732b";

    private static final List<String> DOCUMENTS = List.of("bb", "a \"quoted\"\nline", "ccc");
    private static final List<Integer> BEST_FIRST = List.of(1, 2, 0);

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = new TestServer();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** With what a user puts in place of the names in capitals. */
    private static String filled(String file) throws IOException {
        String text = Files.readString(FOLDER.resolve(file));
        assertThat(text).contains("http://ringrank:8080", "RINGRANK_API_KEY", "MODEL");
        return text.replace("http://ringrank:8080", "http://127.0.0.1:" + server.service.port())
                .replace("os.environ/RINGRANK_API_KEY", server.inference.key().value())
                .replace("RINGRANK_API_KEY", server.inference.key().value())
                .replace("MODEL", server.target.name());
    }

    private static JsonNode post(String url, Map<String, String> headers, JsonNode body)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url))
                .timeout(TestServer.PATIENCE)
                .POST(BodyPublishers.ofString(JSON.writeValueAsString(body)));
        headers.forEach(request::header);
        HttpResponse<String> response = server.send(request);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(server.target.submitted.take().job.query()).isEqualTo(QUERY);
        return JSON.readTree(response.body());
    }

    private static Map<String, String> bearer(String key) {
        return Map.of("Authorization", "Bearer " + key, "Content-Type", "application/json");
    }

    private static ArrayNode documents() {
        return JSON.valueToTree(DOCUMENTS);
    }

    private static ObjectNode question(String model) {
        ObjectNode body = JSON.createObjectNode().put("model", model).put("query", QUERY);
        body.set("documents", documents());
        return body.put("top_n", DOCUMENTS.size());
    }

    private static List<Integer> indexes(JsonNode results) {
        List<Integer> indexes = new ArrayList<>();
        results.forEach(result -> indexes.add(result.required("index").intValue()));
        return indexes;
    }

    private static String text(JsonNode node, String... path) {
        JsonNode found = node;
        for (String name : path) {
            found = found.required(name);
        }
        return found.textValue();
    }

    /** {@code ${prefix.name}} by its value, as the products do it. */
    private static String replaced(String template, String prefix, JsonNode values) {
        String text = template;
        for (Map.Entry<String, JsonNode> value : values.properties()) {
            text = text.replace("${" + prefix + value.getKey() + "}", value.getValue().asText());
        }
        return text;
    }

    private static Map<String, String> headers(JsonNode named, String prefix, JsonNode secrets) {
        return Map.of("Authorization", replaced(text(named, "Authorization"), prefix, secrets),
                "Content-Type", text(named, "Content-Type"));
    }

    /** Its pre-process function escapes the query and writes the documents as JSON. */
    @Test
    void opensearch_gets_a_double_for_each_document_at_its_index() throws Exception {
        JsonNode connector = JSON.readTree(filled("opensearch-connector.json"));
        JsonNode action = connector.required("actions").required(0);
        ObjectNode parameters = (ObjectNode) connector.required("parameters");
        String quoted = JSON.writeValueAsString(QUERY);
        parameters.put("query", quoted.substring(1, quoted.length() - 1))
                .put("documents", JSON.writeValueAsString(DOCUMENTS))
                .put("top_n", DOCUMENTS.size());

        JsonNode answer = post(replaced(text(action, "url"), "parameters.", parameters),
                headers(action.required("headers"), "credential.",
                        connector.required("credential")),
                JSON.readTree(
                        replaced(text(action, "request_body"), "parameters.", parameters)));

        assertThat(List.of(text(action, "pre_process_function"),
                text(action, "post_process_function"))).containsExactly(
                        "connector.pre_process.cohere.rerank",
                        "connector.post_process.cohere.rerank");
        // It casts indexes to Integer and scores to Double.
        assertThat(answer.required("results")).allSatisfy(result -> {
            assertThat(result.required("index").isInt()).isTrue();
            assertThat(result.required("relevance_score").isDouble()).isTrue();
        });
        assertThat(indexes(answer.required("results"))).isEqualTo(BEST_FIRST);
    }

    @Test
    void opensearch_finds_the_place_of_the_model_in_the_pipeline() throws Exception {
        JsonNode pipeline =
                JSON.readTree(Files.readString(FOLDER.resolve("opensearch-pipeline.json")));

        JsonNode rerank =
                pipeline.required("response_processors").required(0).required("rerank");
        assertThat(text(rerank, "ml_opensearch", "model_id")).isEqualTo("OPENSEARCH_MODEL_ID");
        assertThat(rerank.required("context").required("document_fields").size()).isOne();
    }

    /** Its custom service writes query and input as JSON, and reads the answer by paths. */
    @Test
    void elasticsearch_reads_indexes_and_scores_by_its_paths() throws Exception {
        JsonNode settings =
                JSON.readTree(filled("elasticsearch.json")).required("service_settings");
        String body = text(settings, "request")
                .replace("${query}", JSON.writeValueAsString(QUERY))
                .replace("${input}", JSON.writeValueAsString(DOCUMENTS));

        JsonNode answer = post(text(settings, "url"), headers(settings.required("headers"), "",
                settings.required("secret_parameters")), JSON.readTree(body));

        JsonNode paths = settings.required("response").required("json_parser");
        assertThat(byPath(answer, text(paths, "reranked_index"))).extracting(JsonNode::intValue)
                .isEqualTo(BEST_FIRST);
        assertThat(byPath(answer, text(paths, "relevance_score")))
                .extracting(JsonNode::floatValue)
                .allSatisfy(score -> assertThat(score).isBetween(0f, 1f))
                .hasSize(DOCUMENTS.size());
    }

    /** Of paths like {@code $.list[*].name}. */
    private static List<JsonNode> byPath(JsonNode answer, String path) {
        String[] names = path.substring(2).split("\\[\\*]\\.", 2);
        List<JsonNode> found = new ArrayList<>();
        answer.required(names[0]).forEach(item -> found.add(item.required(names[1])));
        return found;
    }

    /** The plugin takes a {@code /v1} off the address, and wants a text in every document. */
    @Test
    void dify_reads_texts_and_scores_that_fit_its_threshold() throws Exception {
        JsonNode model = JSON.readTree(filled("dify.json"));
        JsonNode credentials = model.required("credentials");

        JsonNode answer = post(
                text(credentials, "endpoint_url").replaceFirst("/v1(-openai)?$", "")
                        + "/v1/rerank",
                bearer(text(credentials, "api_key")), question(text(model, "model")));

        assertThat(text(model, "model_type")).isEqualTo("rerank");
        for (JsonNode result : answer.required("results")) {
            assertThat(text(result, "document", "text"))
                    .isEqualTo(DOCUMENTS.get(result.required("index").intValue()));
            assertThat(result.required("relevance_score").doubleValue()).isBetween(0.0, 1.0);
        }
        assertThat(indexes(answer.required("results"))).isEqualTo(BEST_FIRST);
    }

    /** It leaves scores alone that lie between 0 and 1, and stretches others. */
    @Test
    void ragflow_takes_scores_as_they_are() throws Exception {
        JsonNode model = YAML.readTree(filled("ragflow.yaml"))
                .required("user_default_llm")
                .required("default_models")
                .required("rerank_model");

        JsonNode answer = post(text(model, "base_url") + "/v1/rerank",
                bearer(text(model, "api_key")), question(text(model, "name")));

        assertThat(text(model, "factory")).isEqualTo("GPUStack");
        double[] rank = new double[DOCUMENTS.size()];
        for (JsonNode result : answer.required("results")) {
            rank[result.required("index").intValue()] =
                    result.required("relevance_score").doubleValue();
        }
        assertThat(rank).hasSize(3);
        assertThat(rank[1]).isGreaterThan(rank[2]).isLessThanOrEqualTo(1);
        assertThat(rank[2]).isGreaterThan(rank[0]);
        assertThat(rank[0]).isPositive();
    }

    /** Its provider puts {@code /rerank} behind the base, and takes the model's prefix off. */
    @Test
    void litellm_reads_results_with_an_id_and_tokens() throws Exception {
        JsonNode row = YAML.readTree(filled("litellm.yaml")).required("model_list").required(0);
        JsonNode parameters = row.required("litellm_params");
        assertThat(text(parameters, "model")).startsWith("hosted_vllm/");

        JsonNode answer = post(text(parameters, "api_base") + "/rerank",
                bearer(text(parameters, "api_key")),
                question(text(parameters, "model").substring("hosted_vllm/".length()))
                        .put("return_documents", true));

        assertThat(text(row, "model_info", "mode")).isEqualTo("rerank");
        assertThat(text(answer, "id")).isNotEmpty();
        assertThat(answer.required("usage").required("total_tokens").isInt()).isTrue();
        assertThat(answer.required("results")).allSatisfy(result -> assertThat(
                result.required("document").required("text").isTextual()).isTrue());
        assertThat(indexes(answer.required("results"))).isEqualTo(BEST_FIRST);
    }
}
