// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control;

import static io.ringrank.gateway.control.ControlServer.code;
import static io.ringrank.gateway.control.ControlServer.ok;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringrank.gateway.control.store.Store;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeysApiTest {

    private static final String KEYS = "/api/v1/api-keys";

    @TempDir
    private Path directory;

    private ControlServer server;

    @BeforeEach
    void start() throws IOException {
        server = new ControlServer(directory);
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private HttpResponse<String> manage(String method, String path, String body)
            throws Exception {
        return server.call(method, path, server.initialKey(), body);
    }

    private JsonObject limits(String name, Object value) {
        return new JsonObject().put("limits", new JsonObject().put(name, value));
    }

    private static Optional<String> header(HttpResponse<String> response, String name) {
        return response.headers().firstValue(name);
    }

    @Test
    void the_first_key_is_in_its_file_and_may_do_everything() throws Exception {
        assertThat(server.rerank(server.initialKey()).statusCode()).isEqualTo(200);
        assertThat(manage("GET", KEYS, "").statusCode()).isEqualTo(200);
        String first = server.initialKey();
        server.restart();
        assertThat(server.initialKey()).isEqualTo(first);
        assertThat(server.rerank(first).statusCode()).isEqualTo(200);
    }

    @Test
    void a_key_is_shown_once_and_then_masked() throws Exception {
        JsonObject key = server.key(new JsonObject());
        String value = key.getString("value");

        assertThat(value).matches("rr_[0-9A-Za-z]{10}_[0-9A-Za-z]{32}")
                .startsWith("rr_" + key.getString("id") + '_');
        assertThat(server.rerank(value).statusCode()).isEqualTo(200);
        HttpResponse<String> list = manage("GET", KEYS, "");
        HttpResponse<String> one = manage("GET", KEYS + '/' + key.getString("id"), "");
        for (HttpResponse<String> response : List.of(list, one)) {
            assertThat(response.body()).doesNotContain(value.substring(14))
                    .doesNotContain("sha256")
                    .contains("rr_" + key.getString("id") + "_...");
        }
        assertThat(ok(list).getJsonArray("api_keys").size()).isEqualTo(2);
    }

    @Test
    void a_key_says_when_it_was_last_used_also_after_a_restart() throws Exception {
        JsonObject key = server.key(new JsonObject());
        String path = KEYS + '/' + key.getString("id");
        assertThat(ok(manage("GET", path, "")).getValue("last_used_at")).isNull();

        server.clock.pass(Duration.ofMinutes(5));
        server.rerank(key.getString("value"));

        String used = ok(manage("GET", path, "")).getString("last_used_at");
        assertThat(used).startsWith(server.clock.instant().toString().substring(0, 19));
        server.restart();
        assertThat(ok(manage("GET", path, "")).getString("last_used_at")).isEqualTo(used);
    }

    @Test
    void what_a_key_may_do_survives_a_restart() throws Exception {
        JsonObject key = server.key(new JsonObject().put("scopes", List.of("management"))
                .put("expires_in", 3600)
                .put("allowed_deployments", List.of("bge", "minilm"))
                .put("limits", new JsonObject().put("requests_per_minute", 60)
                        .put("tokens_per_minute", 1000)
                        .put("concurrent_requests", 2)
                        .put("documents_per_request", 5)
                        .put("class", "batch")));
        String path = KEYS + '/' + key.getString("id");
        JsonObject before = ok(manage("GET", path, ""));
        server.restart();

        assertThat(ok(manage("GET", path, ""))).isEqualTo(before);
        assertThat(before.getJsonArray("allowed_deployments"))
                .isEqualTo(new JsonArray(List.of("bge", "minilm")));
        assertThat(before.getJsonObject("limits").getString("class")).isEqualTo("batch");
    }

    @Test
    void an_edit_changes_what_it_names_and_null_takes_a_limit_away() throws Exception {
        JsonObject key = server.key(limits("documents_per_request", 1)
                .put("allowed_deployments", List.of("minilm")));
        String path = KEYS + '/' + key.getString("id");
        String value = key.getString("value");
        assertThat(code(server.rerank(value))).isEqualTo("deployment_not_allowed");

        ok(manage("PATCH", path, "{\"allowed_deployments\": [\"bge\"], \"name\": \"new\"}"));
        assertThat(code(server.rerank(value))).isEqualTo("too_many_documents");
        JsonObject changed = ok(manage("PATCH", path, "{\"limits\": null}"));
        assertThat(changed.getString("name")).isEqualTo("new");
        assertThat(server.rerank(value).statusCode()).isEqualTo(200);
        ok(manage("PATCH", path, "{\"scopes\": [\"management\"]}"));
        assertThat(code(server.rerank(value))).isEqualTo("missing_scope");
        assertThat(code(manage("PATCH", KEYS + "/nothing", "{}"))).isEqualTo("api_key_not_found");
    }

    @Test
    void an_edit_of_one_limit_leaves_the_others_and_what_was_used_of_them() throws Exception {
        JsonObject key = server.key(limits("requests_per_minute", 2));
        String path = KEYS + '/' + key.getString("id");
        server.rerank(key.getString("value"));
        server.rerank(key.getString("value"));

        JsonObject changed =
                ok(manage("PATCH", path, "{\"limits\": {\"documents_per_request\": 7}}"));

        assertThat(changed.getJsonObject("limits").getInteger("requests_per_minute")).isEqualTo(2);
        assertThat(code(server.rerank(key.getString("value")))).isEqualTo("requests_limit");
        ok(manage("PATCH", path, "{\"limits\": {\"requests_per_minute\": 3}}"));
        assertThat(server.rerank(key.getString("value")).statusCode()).isEqualTo(200);
        assertThat(code(server.rerank(key.getString("value")))).isEqualTo("requests_limit");
        ok(manage("PATCH", path, "{\"limits\": {\"requests_per_minute\": null}}"));
        assertThat(server.rerank(key.getString("value")).statusCode()).isEqualTo(200);
    }

    @Test
    void a_key_that_may_use_one_deployment_hears_of_no_other() throws Exception {
        String value = server.key(new JsonObject().put("allowed_deployments", List.of("minilm")))
                .getString("value");

        HttpResponse<String> none = server.call("POST", "/v1/rerank", value,
                "{\"query\": \"q\", \"documents\": [\"a\"]}");
        HttpResponse<String> unknown = server.call("POST", "/v1/rerank", value,
                "{\"model\": \"minilm\", \"query\": \"q\", \"documents\": [\"a\"]}");

        assertThat(code(none)).isEqualTo("model_required");
        assertThat(none.body()).doesNotContain("bge");
        assertThat(code(unknown)).isEqualTo("model_not_found");
        assertThat(unknown.body()).doesNotContain("bge");
    }

    @Test
    void a_key_is_valid_until_it_expires() throws Exception {
        JsonObject key = server.key(new JsonObject().put("expires_in", 60));

        server.clock.pass(Duration.ofSeconds(59));
        assertThat(server.rerank(key.getString("value")).statusCode()).isEqualTo(200);
        server.clock.pass(Duration.ofSeconds(1));
        assertThat(code(server.rerank(key.getString("value")))).isEqualTo("invalid_api_key");
        assertThat(ok(manage("GET", KEYS + '/' + key.getString("id"), "")).getBoolean("expired"))
                .isTrue();
    }

    @Test
    void a_revoked_key_lets_nobody_in_even_after_a_restart() throws Exception {
        JsonObject key = server.key(new JsonObject());
        String path = KEYS + '/' + key.getString("id");

        assertThat(manage("DELETE", path, "").statusCode()).isEqualTo(204);

        assertThat(code(server.rerank(key.getString("value")))).isEqualTo("invalid_api_key");
        assertThat(code(manage("DELETE", path, ""))).isEqualTo("api_key_not_found");
        server.restart();
        assertThat(code(server.rerank(key.getString("value")))).isEqualTo("invalid_api_key");
    }

    @Test
    void a_revocation_takes_effect_on_the_next_request_under_load() throws Exception {
        JsonObject key = server.key(new JsonObject());
        AtomicBoolean revoked = new AtomicBoolean();
        AtomicInteger letInBefore = new AtomicInteger();
        AtomicInteger letInAfter = new AtomicInteger();
        AtomicInteger refusedAfter = new AtomicInteger();
        CountDownLatch busy = new CountDownLatch(40);
        List<Thread> callers = java.util.stream.IntStream.range(0, 4)
                .mapToObj(_ -> Thread.ofPlatform().start(() -> {
                    while (refusedAfter.get() < 40) {
                        boolean after = revoked.get();
                        int status = status(key.getString("value"));
                        if (after) {
                            (status == 401 ? refusedAfter : letInAfter).incrementAndGet();
                        } else if (status == 200) {
                            letInBefore.incrementAndGet();
                            busy.countDown();
                        }
                    }
                }))
                .toList();
        busy.await();

        assertThat(manage("DELETE", KEYS + '/' + key.getString("id"), "").statusCode())
                .isEqualTo(204);
        revoked.set(true);
        for (Thread caller : callers) {
            caller.join();
        }

        assertThat(letInBefore).hasValueGreaterThanOrEqualTo(40);
        assertThat(letInAfter).hasValue(0);
        assertThat(refusedAfter).hasValueGreaterThanOrEqualTo(40);
    }

    private int status(String key) {
        try {
            return server.rerank(key).statusCode();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void the_request_after_the_last_of_a_minute_gets_429_until_the_time_it_says()
            throws Exception {
        String value = server.key(limits("requests_per_minute", 3)).getString("value");

        for (int left = 2; left >= 0; left--) {
            HttpResponse<String> response = server.rerank(value);
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(header(response, "x-ratelimit-limit-requests")).contains("3");
            assertThat(header(response, "x-ratelimit-remaining-requests"))
                    .contains(Integer.toString(left));
        }
        HttpResponse<String> refused = server.rerank(value);
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(code(refused)).isEqualTo("requests_limit");
        assertThat(header(refused, "retry-after")).contains("20");
        assertThat(header(refused, "retry-after-ms")).contains("20000");
        assertThat(header(refused, "x-ratelimit-remaining-requests")).contains("0");
        assertThat(header(refused, "x-ratelimit-reset-requests")).contains("60.000s");
        server.clock.pass(Duration.ofMillis(19_999));
        assertThat(server.rerank(value).statusCode()).isEqualTo(429);
        server.clock.pass(Duration.ofMillis(1));
        assertThat(server.rerank(value).statusCode()).isEqualTo(200);
        assertThat(server.rerank(value).statusCode()).isEqualTo(429);
        assertThat(server.rerank(server.initialKey()).statusCode())
                .as("another key is not concerned")
                .isEqualTo(200);
    }

    @Test
    void tokens_are_counted_as_the_answer_says() throws Exception {
        String value = server.key(limits("tokens_per_minute", 1000)).getString("value");

        HttpResponse<String> response = server.rerank(value);

        int tokens = ok(response).getJsonObject("usage").getInteger("total_tokens");
        assertThat(tokens).isPositive();
        assertThat(header(response, "x-ratelimit-remaining-tokens"))
                .contains(Integer.toString(1000 - tokens));
        HttpResponse<String> next = server.rerank(value);
        assertThat(header(next, "x-ratelimit-remaining-tokens"))
                .contains(Integer.toString(1000 - 2 * tokens));
    }

    @Test
    void a_request_beyond_the_tokens_of_a_minute_gets_429() throws Exception {
        String value = server.key(limits("tokens_per_minute", 12)).getString("value");
        assertThat(server.rerank(value).statusCode()).isEqualTo(200);

        HttpResponse<String> refused = server.rerank(value);

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(code(refused)).isEqualTo("tokens_limit");
        assertThat(header(refused, "retry-after")).isPresent();
    }

    @Test
    void a_request_beyond_those_at_once_gets_429_until_one_is_answered() throws Exception {
        String value = server.key(limits("concurrent_requests", 1)).getString("value");
        server.target.holding = true;
        Thread first = Thread.ofPlatform().start(() -> status(value));
        var held = server.target.submitted.take();

        HttpResponse<String> refused = server.rerank(value);

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(code(refused)).isEqualTo("concurrency_limit");
        assertThat(header(refused, "retry-after")).contains("1");
        server.target.holding = false;
        held.outcome.complete(io.ringrank.gateway.http.FakeTarget.byLength(held.job));
        first.join();
        for (int i = 0; i < 50; i++) {
            assertThat(server.rerank(value).statusCode()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|',
            textBlock = """
                        {"name": "n", "expires_in": 0}                                   | expires_in
                        {"name": "n", "expires_in": "soon"}                              | expires_in
                        {"name": "n", "expires_in": 1.5}                                 | expires_in
                        {"name": "n", "scopes": ["root"]}                                | scopes
                        {"name": "n", "scopes": []}                                      | scopes
                        {"name": "n", "scopes": "inference"}                             | scopes
                        {"name": "n", "allowed_deployments": ["a b"]}                    | allowed_deployments
                        {"name": "n", "allowed_deployments": [7]}                        | allowed_deployments
                        {"name": "n", "limits": {"requests_per_minute": 0}}              | limits.requests_per_minute
                        {"name": "n", "limits": {"tokens_per_minute": -1}}               | limits.tokens_per_minute
                        {"name": "n", "limits": {"requests": 1}}                         | limits.requests
                        {"name": "n", "limits": {"class": "first"}}                      | limits.class
                        {"name": "n", "limits": 7}                                       | limits
                        {"name": "n", "value": "rr_mine"}                                | value
                        {"name": ""}                                                     | name
                        {"name": "two\\nlines"}                                           | name
                        {}                                                               | name
                        """)
    void a_key_that_makes_no_sense_is_refused_with_the_field(String body, String field)
            throws Exception {
        HttpResponse<String> response = manage("POST", KEYS, body);

        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        assertThat(new JsonObject(response.body()).getJsonObject("error").getString("param"))
                .isEqualTo(field);
        assertThat(ok(manage("GET", KEYS, "")).getJsonArray("api_keys").size()).isEqualTo(1);
    }

    @Test
    void a_path_that_is_not_there_and_a_method_that_it_does_not_know_are_said() throws Exception {
        assertThat(code(manage("GET", "/api/v1/nothing", ""))).isEqualTo("not_found");
        HttpResponse<String> wrong = manage("PUT", KEYS + "/x", "{}");
        assertThat(wrong.statusCode()).isEqualTo(405);
        assertThat(header(wrong, "allow").orElseThrow().split(", "))
                .containsExactlyInAnyOrder("GET", "PATCH", "DELETE");
    }

    @Test
    void no_first_key_is_made_again_when_all_were_revoked() throws Exception {
        String value = server.initialKey();
        String id = value.substring(3, 13);
        assertThat(manage("DELETE", KEYS + '/' + id, "").statusCode()).isEqualTo(204);
        Files.delete(directory.resolve("initial-api-key"));

        server.restart();

        assertThat(directory.resolve("initial-api-key")).doesNotExist();
        assertThat(code(server.rerank(value))).isEqualTo("invalid_api_key");
    }

    @Test
    void the_secret_of_a_key_is_nowhere_on_the_disk() throws Exception {
        String value = server.key(new JsonObject()).getString("value");
        Path copy = directory.resolve("copy.db");
        server.close();
        try (Store store = Store.open(directory)) {
            store.copyTo(copy);
        }
        server = new ControlServer(directory);

        for (Path file : List.of(copy, directory.resolve("ringrank.db"))) {
            assertThat(Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1))
                    .contains(value.substring(3, 13))
                    .doesNotContain(value.substring(14));
        }
    }
}
