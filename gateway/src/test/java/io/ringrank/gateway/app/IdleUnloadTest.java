// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A deployment that gives its memory back when nobody asks, with real engines. */
class IdleUnloadTest {

    private static final String A = "/api/v1/deployments/a";

    @TempDir
    private Path directory;

    private WholeServer server;

    @BeforeEach
    void start() throws Exception {
        server = new WholeServer(directory, 1, Map.of());
        assertThat(server.admin("POST", "/api/v1/deployments", "{\"name\": \"a\", \"source\":"
                + " \"builtin\", \"options\": {\"idle_unload_seconds\": 1}}").statusCode())
                .isEqualTo(201);
        awaitState("idle");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void requests_wait_for_its_engines_and_none_fails() throws Exception {
        assertThat(view().path("details").path("engines")).isEmpty();
        assertThat(view().path("details").path("model").path("architecture").asText())
                .isNotEmpty();
        assertThat(server.get("/readyz").statusCode()).isEqualTo(200);

        List<CompletableFuture<HttpResponse<String>>> waiting = IntStream.range(0, 8)
                .mapToObj(i -> server.send(request(i, 60_000)))
                .toList();

        assertThat(waiting).extracting(answer -> answer.join().statusCode()).containsOnly(200);
        awaitState("idle");
        assertThat(server.send(request(0, 60_000)).join().statusCode()).isEqualTo(200);
    }

    @Test
    void a_request_in_a_hurry_is_late_and_brings_the_engines_all_the_same() throws Exception {
        assertThat(server.send(request(0, 200)).join().statusCode()).isEqualTo(504);

        awaitState("running");
    }

    @Test
    void an_edit_brings_them_back_as_they_are_to_be() throws Exception {
        assertThat(server.admin("PATCH", A, "{\"options\": null}").statusCode()).isEqualTo(200);
        assertThat(server.send(request(0, 60_000)).join().statusCode()).isEqualTo(200);

        awaitState("running");
        assertThat(server.admin("DELETE", A, "").statusCode()).isEqualTo(204);
        assertThat(server.send(request(0, 60_000)).join().statusCode()).isEqualTo(404);
    }

    @Test
    void one_that_is_stopped_meanwhile_comes_back_with_a_start_only() throws Exception {
        assertThat(server.admin("POST", A + "/stop", "").statusCode()).isEqualTo(200);
        assertThat(server.send(request(0, 60_000)).join().statusCode()).isEqualTo(503);

        assertThat(server.admin("POST", A + "/start", "").statusCode()).isEqualTo(200);
        awaitState("running");
    }

    private static String request(int number, int timeoutMillis) {
        return "{\"model\": \"a\", \"query\": \"q" + number + "\", \"documents\": [\"d\"],"
                + " \"timeout_ms\": " + timeoutMillis + "}";
    }

    private JsonNode view() throws Exception {
        return WholeServer.JSON.readTree(server.admin("GET", A, "").body());
    }

    /** Nothing tells a client of what comes by itself. */
    private void awaitState(String wanted) throws Exception {
        String state = "";
        for (int i = 0; i < 1200 && !state.equals(wanted); i++) {
            assertThat(new CountDownLatch(1).await(50, TimeUnit.MILLISECONDS)).isFalse();
            state = view().path("state").asText();
        }
        assertThat(state).isEqualTo(wanted);
    }
}
