// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringrank.gateway.rerank.RerankTarget;
import io.ringrank.scheduler.ticket.Failure;
import io.ringrank.scheduler.ticket.RerankOutcome;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class BadRequestTest {

    private static final String GOOD = "{\"query\": \"q\", \"documents\": [\"a\"]}";

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
        server.targets.keySet().retainAll(Set.of("bge"));
        server.target.state = new RerankTarget.State.Ready();
        server.target.outcome = FakeTarget::byLength;
    }

    private static JsonObject assertError(HttpResponse<String> response, int status, String code,
            @Nullable String param) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("content-type")).contains("application/json");
        JsonObject body = TestServer.json(response);
        JsonObject error = body.getJsonObject("error");
        assertThat(body.fieldNames()).containsExactlyInAnyOrder("error", "message", "detail");
        assertThat(error.fieldNames())
                .containsExactlyInAnyOrder("message", "type", "code", "param");
        assertThat(error.getString("code")).isEqualTo(code);
        assertThat(error.getString("param")).isEqualTo(param);
        assertThat(error.getString("type")).endsWith("_error");
        assertThat(body.getString("message")).isNotBlank()
                .isEqualTo(error.getString("message"))
                .isEqualTo(body.getString("detail"))
                .doesNotContain("Exception");
        return error;
    }

    static Stream<String> notOneJsonObject() {
        return Stream.of("", "hello", "[]", "\"text\"", "null", "{\"query\": ", GOOD + "{}",
                "{'query': 'q'}", "[".repeat(10_000),
                "{\"x\": " + "[".repeat(1000) + "]".repeat(1000) + "}",
                "{\"" + "n".repeat(5000) + "\": 1}", "{\"x\": " + "9".repeat(500) + "}");
    }

    @ParameterizedTest
    @MethodSource("notOneJsonObject")
    void refuses_what_is_not_one_json_object(String body) throws Exception {
        assertError(server.send(server.rerank(body)), 400, "invalid_json", null);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0',
            textBlock = """
                        query             | {}
                        query             | {"documents": ["a"]}
                        query             | {"query": null, "documents": ["a"]}
                        query             | {"query": "", "documents": ["a"]}
                        query             | {"query": 7, "documents": ["a"]}
                        query             | {"query": ["q"], "documents": ["a"]}
                        documents         | {"query": "q"}
                        documents         | {"query": "q", "documents": null}
                        documents         | {"query": "q", "documents": []}
                        documents         | {"query": "q", "documents": "a"}
                        documents         | {"query": "q", "documents": {"text": "a"}}
                        documents[1]      | {"query": "q", "documents": ["a", 7]}
                        documents[0]      | {"query": "q", "documents": [null]}
                        documents[0]      | {"query": "q", "documents": [["a"]]}
                        documents[0].text | {"query": "q", "documents": [{}]}
                        documents[0].text | {"query": "q", "documents": [{"text": null}]}
                        documents[0].text | {"query": "q", "documents": [{"text": {}}]}
                        """)
    void says_which_text_is_missing_or_wrong(String param, String body) throws Exception {
        assertError(server.send(server.rerank(body)), 400, "invalid_value", param);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0',
            textBlock = """
                        top_n            | -1
                        top_n            | 1.5
                        top_n            | 1e400
                        top_n            | -1e-400
                        top_n            | 1e-400
                        top_n            | 2.00000000000000000000001
                        top_n            | 1e99999999999
                        top_n            | 100e2147483647
                        top_n            | "-3"
                        top_n            | "2.5"
                        top_n            | "three"
                        top_n            | ""
                        top_n            | "0x3"
                        top_n            | true
                        top_n            | [1]
                        return_documents | "maybe"
                        return_documents | {}
                        timeout_ms       | 0
                        timeout_ms       | -5
                        timeout_ms       | 0.5
                        timeout_ms       | "soon"
                        priority         | "high"
                        priority         | {}
                        on_timeout       | "wait"
                        on_timeout       | 1
                        cache            | "off"
                        cache            | false
                        model            | 3
                        instruction      | 3
                        max_tokens_per_doc | -1
                        max_doc_length   | "many"
                        window_tokens    | 1.5
                        overlap_tokens   | []
                        long_document    | "cut"
                        long_document    | true
                        long_document    | ["error"]
                        """)
    void says_which_option_is_wrong(String param, String value) throws Exception {
        assertError(server.send(server.rerank(good('"' + param + "\": " + value))), 400,
                "invalid_value", param);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0',
            textBlock = """
                        long_document.mode           | "long_document": {"mode": "cut"}
                        long_document.window_tokens  | "long_document": {"window_tokens": -1}
                        long_document.overlap_tokens | "long_document": {"overlap_tokens": {}}
                        long_document                | "long_document": "error", "window_tokens": 9
                        long_document                | "overlap_tokens": 9, "long_document": "truncate"
                        overlap_tokens               | "window_tokens": 9, "overlap_tokens": 5
                        overlap_tokens               | "window_tokens": 1, "overlap_tokens": 99999999999
                        """)
    void says_which_options_do_not_go_together(String param, String fields) throws Exception {
        assertError(server.send(server.rerank(good(fields))), 400, "invalid_value", param);
    }

    @Test
    void refuses_an_instruction_that_is_too_long() throws Exception {
        String most = "\u4e2d".repeat(1365) + "x";

        assertThat(server.send(server.rerank(good("\"instruction\": \"" + most + '"')))
                .statusCode()).isEqualTo(200);
        assertError(server.send(server.rerank(good("\"instruction\": \"" + most + "x\""))), 400,
                "invalid_value", "instruction");
    }

    @Test
    void refuses_more_documents_than_the_limit() throws Exception {
        assertError(server.send(server.rerank(documents(11))), 400, "too_many_documents",
                "documents");
    }

    private static String good(String field) {
        return "{\"query\": \"q\", \"documents\": [\"a\"], " + field + '}';
    }

    private static String documents(int count) {
        return "{\"query\": \"q\", \"documents\": " + IntStream.range(0, count)
                .mapToObj(i -> "\"d\"")
                .collect(Collectors.joining(",", "[", "]")) + '}';
    }

    @Test
    void takes_as_many_documents_as_the_limit() throws Exception {
        assertThat(server.send(server.rerank(documents(10))).statusCode()).isEqualTo(200);
    }

    @Test
    void refuses_bytes_that_are_no_text() throws Exception {
        byte[] bytes = GOOD.getBytes(StandardCharsets.UTF_8);
        bytes[11] = (byte) 0xff;

        assertError(server.send(server.rerank("").POST(BodyPublishers.ofByteArray(bytes))), 400,
                "invalid_json", null);
    }

    @Test
    void refuses_a_bad_timeout_in_the_header() throws Exception {
        assertError(server.send(server.rerank(GOOD).header("x-request-timeout-ms", "1e3")), 400,
                "invalid_value", "x-request-timeout-ms");
    }

    @Test
    void refuses_a_body_that_says_it_is_too_large() throws Exception {
        String large = " ".repeat(TestServer.LIMITS.bodyBytesMax() + 1);

        assertError(server.send(server.rerank(large)), 413, "body_too_large", null);
        assertThat(server.send(server.rerank(GOOD)).statusCode()).isEqualTo(200);
    }

    @Test
    void refuses_a_body_that_turns_out_too_large() throws Exception {
        byte[] large = new byte[1 << 20];
        Arrays.fill(large, (byte) ' ');

        assertError(server.send(server.rerank("")
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large)))), 413,
                "body_too_large", null);
    }

    @Test
    void refuses_large_bodies_of_http_2_clients() throws Exception {
        byte[] large = new byte[1 << 20];
        try (HttpClient client = HttpClient.newHttpClient()) {
            for (int i = 0; i < 3; i++) {
                HttpRequest request =
                        server.rerank("").POST(BodyPublishers.ofByteArray(large)).build();
                assertError(client.send(request, BodyHandlers.ofString()), 413, "body_too_large",
                        null);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"long instruction, q, instruction", "i, long query, query", "same, same, query"})
    void blames_the_longer_of_instruction_and_query_if_they_leave_no_room(String instruction,
            String query, String param) throws Exception {
        server.target.outcome =
                _ -> new RerankOutcome.Failed(new Failure.QueryTooLong(600, 510));

        assertError(server.send(server.rerank("{\"query\": \"" + query
                + "\", \"documents\": [\"a\"], \"instruction\": \"" + instruction + "\"}")), 400,
                "query_too_long", param);
    }

    @Test
    void refuses_a_body_in_an_encoding_it_does_not_know() throws Exception {
        assertError(server.send(server.rerank(GOOD).header("Content-Encoding", "br")), 415,
                "unsupported_encoding", null);
    }

    @Test
    void reads_a_form_as_json_because_curl_says_form_by_default() throws Exception {
        assertThat(server
                .send(server.rerank(GOOD)
                        .setHeader("Content-Type",
                                "application/x-www-form-urlencoded"))
                .statusCode()).isEqualTo(200);
    }

    @Test
    void names_the_models_there_are_when_one_is_unknown() throws Exception {
        JsonObject error = assertError(server.send(server.rerank(good("\"model\": \"gpt\""))), 404,
                "model_not_found", "model");

        assertThat(error.getString("message")).contains("'gpt'", "'bge'");
    }

    @Test
    void asks_for_the_model_when_there_are_several() throws Exception {
        server.targets.put("minilm", new FakeTarget("minilm"));

        assertError(server.send(server.rerank(GOOD)), 400, "model_required", "model");
        assertError(server.send(server.rerank(good("\"model\": \"\""))), 400, "model_required",
                "model");
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(new Failure.NotReady("it is loading"), 503, "not_ready", null),
                Arguments.of(new Failure.QueueFull(Duration.ofMillis(1500)), 429, "overloaded",
                        null),
                Arguments.of(new Failure.WouldBeLate(Duration.ofMillis(3_000),
                        Duration.ofMillis(2_000), Duration.ofMillis(1_300)), 429, "would_be_late",
                        null),
                Arguments.of(new Failure.DeadlinePassed(Duration.ofMillis(20)), 504, "timeout",
                        null),
                Arguments.of(new Failure.QueryTooLong(600, 510), 400, "query_too_long", "query"),
                Arguments.of(new Failure.DocumentsTooLong(700, 480), 400, "document_too_long",
                        "documents"),
                Arguments.of(new Failure.InstructionNotSupported(), 400,
                        "instruction_not_supported", "instruction"),
                Arguments.of(new Failure.EngineFailed("it died twice"), 500, "engine_failed",
                        null),
                Arguments.of(new Failure.ShuttingDown(), 503, "shutting_down", null),
                Arguments.of(new Failure.Cancelled(), 499, "cancelled", null));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void gives_every_failure_its_status(Failure failure, int status, String code,
            @Nullable String param)
            throws Exception {
        server.target.outcome = _ -> new RerankOutcome.Failed(failure);

        HttpResponse<String> response = server.send(server.rerank(GOOD));

        assertError(response, status, code, param);
        assertThat(response.headers().firstValue("retry-after").isPresent())
                .isEqualTo(status == 429 || status == 503);
    }

    @Test
    void says_in_seconds_and_milliseconds_when_to_try_again() throws Exception {
        server.target.outcome =
                _ -> new RerankOutcome.Failed(new Failure.QueueFull(Duration.ofMillis(1500)));

        HttpResponse<String> response = server.send(server.rerank(GOOD));

        assertThat(response.headers().firstValue("retry-after")).contains("2");
        assertThat(response.headers().firstValue("retry-after-ms")).contains("1500");
    }

    @Test
    void hides_a_fault_of_its_own_behind_its_id() throws Exception {
        server.target.outcome = _ -> {
            throw new IllegalStateException("secret insides");
        };

        JsonObject error = assertError(server.send(server.rerank(GOOD)), 500, "internal_error",
                null);

        assertThat(error.getString("message")).doesNotContain("secret");
    }

    @Test
    void answers_unknown_paths_and_wrong_methods_in_json() throws Exception {
        assertError(server.get("/v1/nothing"), 404, "not_found", null);
        assertError(server.get("/none"), 404, "not_found", null);
        HttpResponse<String> response = server.get("/v1/rerank");
        assertError(response, 405, "method_not_allowed", null);
        assertThat(response.headers().firstValue("allow")).contains("POST");
    }

    @Test
    void answers_what_is_not_http_in_json_and_hangs_up() throws Exception {
        assertThat(server.sendRaw("GET /\u0001 HTTP/1.1\r\nbad header\r\n\r\n"))
                .startsWith("HTTP/1.1 400")
                .contains("malformed_request");
    }

    @Test
    void says_that_a_head_is_too_long() throws Exception {
        assertThat(server.sendRaw("GET / HTTP/1.1\r\nx: " + "y".repeat(20_000) + "\r\n\r\n"))
                .startsWith("HTTP/1.1 431")
                .contains("head_too_large");
        assertThat(server.sendRaw("GET /" + "y".repeat(20_000) + " HTTP/1.1\r\n\r\n"))
                .startsWith("HTTP/1.0 431")
                .contains("head_too_large");
    }
}
