// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringrank.gateway.hub.TestHub;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tutorial over HTTP: a model of a hub is deployed on a server that runs, and answers. */
class DeployEndToEndTest {

    private static final String DEPLOYMENTS = "/api/v1/deployments";
    private static final String RERANK =
            "{\"model\": \"bge\", \"query\": \"what is a panda\", \"documents\": [\"a bear\", \"hi\"]}";

    @TempDir
    private Path directory;

    @Test
    void deploys_from_a_hub_answers_and_does_so_again_after_a_restart_without_the_hub()
            throws Exception {
        Map<String, String> settings;
        try (TestHub hub = TestHub.withBge()) {
            settings = Map.of("hub.endpoint", hub.endpoint().toString(), "hub.allowed-hosts",
                    hub.bytesHost(), "hub.cache-dir", directory.resolve("hub").toString());
            try (WholeServer server = new WholeServer(directory, 1, settings)) {
                HttpResponse<String> created = server.admin("POST", DEPLOYMENTS,
                        "{\"name\": \"bge\", \"source\": \"hf:" + TestHub.BGE + "\"}");
                assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
                awaitState(server, "running");
                JsonObject model = new JsonObject(
                        server.admin("GET", DEPLOYMENTS + "/bge", "").body())
                        .getJsonObject("details")
                        .getJsonObject("model");
                assertThat(model.getJsonObject("memory").getLong("total_bytes")).isPositive();
                assertThat(model.getJsonObject("self_test").getString("state")).isNotEmpty();
                assertThat(model.getJsonArray("overrides")).isNotNull();

                assertThat(WholeServer.indexes(server.rerank(RERANK))).containsOnly(0, 1);
            }
        }
        try (WholeServer server = new WholeServer(directory, 1, settings)) {
            awaitState(server, "running");
            assertThat(WholeServer.indexes(server.rerank(RERANK))).containsOnly(0, 1);

            List<CompletableFuture<HttpResponse<String>>> underWay = IntStream.range(0, 20)
                    .mapToObj(i -> server.send(many(i)))
                    .toList();
            // One at least is taken in by then, and others wait.
            CompletableFuture.anyOf(underWay.toArray(CompletableFuture[]::new)).join();
            assertThat(server.admin("POST", DEPLOYMENTS + "/bge/stop", "").statusCode())
                    .isEqualTo(200);
            assertThat(underWay).extracting(CompletableFuture::join)
                    .allSatisfy(response -> assertThat(response.body())
                            .doesNotContain("shutting_down"))
                    .filteredOn(response -> response.statusCode() == 200)
                    .hasSizeGreaterThan(1);
            HttpResponse<String> stopped = server.send(RERANK).join();
            assertThat(stopped.statusCode()).isEqualTo(503);
            assertThat(stopped.body()).contains("it is stopped");
            assertThat(server.get("/readyz").statusCode()).as("nobody wants it to run")
                    .isEqualTo(200);
            assertThat(WholeServer.indexes(server.rerank(RERANK.replace("bge", "builtin"))))
                    .containsOnly(0, 1);

            assertThat(server.admin("POST", DEPLOYMENTS + "/bge/start", "").statusCode())
                    .isEqualTo(200);
            awaitState(server, "running");
            assertThat(WholeServer.indexes(server.rerank(RERANK))).containsOnly(0, 1);
            assertThat(server.admin("DELETE", DEPLOYMENTS + "/bge", "").statusCode())
                    .isEqualTo(204);
            assertThat(server.send(RERANK).join().statusCode()).isEqualTo(404);
        }
    }

    @Test
    void does_the_whole_tutorial_over_http() throws Exception {
        try (TestHub hub = TestHub.withBge();
                WholeServer server = new WholeServer(directory, 1, Map.of("hub.endpoint",
                        hub.endpoint().toString(), "hub.allowed-hosts", hub.bytesHost(),
                        "hub.cache-dir", directory.resolve("hub").toString()))) {
            String source = WholeServer
                    .answer(server.admin("GET", "/api/v1/hub/search?q=bge&gguf=true", ""))
                    .path("repositories")
                    .path(0)
                    .path("source")
                    .asText();
            assertThat(source).isEqualTo("hf:" + TestHub.BGE);
            assertThat(WholeServer.answer(
                    server.admin("GET", "/api/v1/hub/files?source=" + source, ""))
                    .path("files")).isNotEmpty();

            assertThat(server.admin("POST", DEPLOYMENTS,
                    "{\"name\": \"bge\", \"source\": \"" + source + "\"}").statusCode())
                    .isEqualTo(201);
            JsonNode running = awaitState(server, "running");
            assertThat(running.path("details").path("model").path("choice").asText())
                    .contains("Q8_0");
            assertThat(server.admin("GET", "/api/v1/events?once=true", "").body())
                    .contains("\"bge\"", "\"running\"");
            hub.refusals.addAll(Collections.nCopies(100, 503));
            assertThat(server.admin("PATCH", DEPLOYMENTS + "/bge",
                    "{\"options\": {\"cache_bytes\": 0}}").statusCode()).isEqualTo(200);
            assertThat(awaitThat(server, view -> !view.path("replacing").asBoolean())
                    .path("details")
                    .path("model")
                    .path("choice")).as("an edit asks no hub again")
                    .isEqualTo(running.path("details").path("model").path("choice"));
            assertThat(hub.refusals).hasSize(100);
            hub.refusals.clear();

            HttpResponse<String> made = server.admin("POST", "/api/v1/api-keys",
                    "{\"name\": \"search\", \"allowed_deployments\": [\"bge\"]}");
            assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
            String key = new JsonObject(made.body()).getString("value");
            assertThat(WholeServer.indexes(WholeServer.answer(server.send(key, RERANK).join())))
                    .containsOnly(0, 1);
            assertThat(server.send(key, RERANK.replace("bge", "builtin")).join().statusCode())
                    .as("another deployment")
                    .isEqualTo(403);

            assertThat(server.admin("DELETE", DEPLOYMENTS + "/bge", "").statusCode())
                    .isEqualTo(204);
            assertThat(server.send(key, RERANK).join().statusCode()).isEqualTo(404);
        }
    }

    @Test
    void says_what_to_do_when_the_model_is_not_there() throws Exception {
        try (TestHub hub = TestHub.withBge();
                WholeServer server = new WholeServer(directory, 1,
                        Map.of("hub.endpoint", hub.endpoint().toString(), "hub.cache-dir",
                                directory.resolve("hub").toString()))) {
            server.admin("POST", DEPLOYMENTS,
                    "{\"name\": \"bge\", \"source\": \"hf:nobody/nothing\"}");

            JsonNode view = awaitState(server, "error");

            assertThat(view.path("state_message").asText()).contains("nobody/nothing");
            assertThat(server.rerank(RERANK.replace("bge", "builtin")).path("model").asText())
                    .isEqualTo("builtin");
        }
    }

    @Test
    void waits_for_a_hub_that_is_away() throws Exception {
        try (TestHub hub = TestHub.withBge()) {
            hub.refusals.addAll(Collections.nCopies(20, 503));
            try (WholeServer server = new WholeServer(directory, 1, Map.of("hub.endpoint",
                    hub.endpoint().toString(), "hub.allowed-hosts", hub.bytesHost(),
                    "hub.cache-dir", directory.resolve("hub").toString()))) {
                server.admin("POST", DEPLOYMENTS,
                        "{\"name\": \"bge\", \"source\": \"hf:" + TestHub.BGE + "\"}");
                assertThat(awaitThat(server, view -> view.path("state_message")
                        .asText()
                        .contains("tried again in")).path("state").asText())
                        .isEqualTo("analyzing");
                assertThat(server.send(RERANK).join().statusCode()).isEqualTo(503);
                hub.refusals.clear();

                awaitState(server, "running");
                assertThat(WholeServer.indexes(server.rerank(RERANK))).containsOnly(0, 1);
            }
        }
    }

    @Test
    void cores_of_one_that_can_not_run_after_all_go_to_those_that_do() throws Exception {
        assumeTrue(Runtime.getRuntime().availableProcessors() > 1);
        try (TestHub hub = TestHub.withBge()) {
            Map<String, String> settings = Map.of("hub.endpoint", hub.endpoint().toString(),
                    "hub.cache-dir", directory.resolve("hub").toString());
            hub.refusals.addAll(Collections.nCopies(1_000, 503));
            try (WholeServer server = new WholeServer(directory, 0, settings)) {
                server.admin("POST", DEPLOYMENTS,
                        "{\"name\": \"bge\", \"source\": \"hf:nobody/nothing\"}");
            }
            try (WholeServer server = new WholeServer(directory, 0, settings)) {
                int shared = lanes(server);
                awaitThat(server, view -> view.path("state_message")
                        .asText()
                        .contains("tried again in"));
                assertThat(lanes(server)).as("the hub may come back").isEqualTo(shared);

                hub.refusals.clear();
                server.admin("POST", DEPLOYMENTS + "/bge/start", "");
                awaitState(server, "error");

                awaitThat(server, _ -> lanes(server) > shared);
            }
        }
    }

    /** Of the built-in model. */
    private static int lanes(WholeServer server) {
        try {
            return WholeServer.JSON.readTree(server.get("/readyz?verbose").body())
                    .path("deployments")
                    .path("builtin")
                    .path("engines")
                    .valueStream()
                    .mapToInt(engine -> engine.path("lanes").asInt())
                    .sum();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** With texts that no other request has. */
    private static String many(int number) {
        ObjectNode body = WholeServer.JSON.createObjectNode()
                .put("model", "bge")
                .put("query", "what is panda " + number);
        IntStream.range(0, 400)
                .mapToObj(i -> "a bear " + number + ' ' + i)
                .forEach(body.putArray("documents")::add);
        return body.toString();
    }

    private static JsonNode awaitState(WholeServer server, String state) throws Exception {
        return awaitThat(server, view -> view.path("state").asText().equals(state));
    }

    /** Asks until it is so: nothing tells a client of a state that comes by itself. */
    private static JsonNode awaitThat(WholeServer server, Predicate<JsonNode> wanted)
            throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        JsonNode view = null;
        for (int i = 0; i < 600; i++) {
            view = WholeServer.JSON
                    .readTree(server.admin("GET", DEPLOYMENTS + "/bge", "").body());
            if (wanted.test(view)) {
                return view;
            }
            assertThat(never.await(100, TimeUnit.MILLISECONDS)).isFalse();
        }
        throw new AssertionError(view);
    }
}
