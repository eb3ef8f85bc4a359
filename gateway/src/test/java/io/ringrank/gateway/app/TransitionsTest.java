// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A deployment with real engines through its life, in the states that a client sees. */
class TransitionsTest {

    private static final String A = "/api/v1/deployments/a";
    private static final String REQUEST =
            "{\"model\": \"a\", \"query\": \"q\", \"documents\": [\"d\"]}";

    @TempDir
    private Path directory;
    private WholeServer server;

    @BeforeEach
    void start() throws Exception {
        server = new WholeServer(directory, 1, Map.of());
        assertThat(server.admin("POST", "/api/v1/deployments",
                "{\"name\": \"a\", \"source\": \"builtin\"}").statusCode()).isEqualTo(201);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void each_state_leads_to_the_next_and_what_is_wanted_is_reached_in_the_end() throws Exception {
        assertThat(untilState("running")).isSubsetOf("pending", "analyzing", "scheduled",
                "initializing", "starting", "running");

        killEngine();
        assertThat(untilState("running")).as("after the death of its only engine")
                .containsExactly("unreachable", "running");
        assertThat(server.send(REQUEST).join().statusCode()).isEqualTo(200);

        assertThat(server.admin("POST", A + "/stop", "").statusCode()).isEqualTo(200);
        assertThat(state()).isEqualTo("stopped");
        assertThat(server.send(REQUEST).join().statusCode()).isEqualTo(503);
        assertThat(server.admin("POST", A + "/start", "").statusCode()).isEqualTo(200);
        assertThat(untilState("running")).isSubsetOf("pending", "analyzing", "initializing",
                "starting", "running");

        assertThat(server.admin("PATCH", A, "{\"options\": {\"idle_unload_seconds\": 1}}")
                .statusCode()).isEqualTo(200);
        untilState("idle");
        assertThat(server.send(REQUEST).join().statusCode()).isEqualTo(200);
        assertThat(server.admin("PATCH", A, "{\"options\": null}").statusCode()).isEqualTo(200);
        untilState("running");

        assertThat(server.admin("DELETE", A, "").statusCode()).isEqualTo(204);
        assertThat(server.admin("GET", A, "").statusCode()).isEqualTo(404);
        assertThat(server.send(REQUEST).join().statusCode()).isEqualTo(404);
    }

    /** Returns when it is seen that it is gone. */
    private void killEngine() throws Exception {
        long pid = view().path("details").path("engines").path(0).path("pid").asLong();
        assertThat(ProcessHandle.of(pid).orElseThrow().destroyForcibly()).isTrue();
        untilState("unreachable");
    }

    private String state() throws Exception {
        return view().path("state").asText();
    }

    private JsonNode view() throws Exception {
        return WholeServer.JSON.readTree(server.admin("GET", A, "").body());
    }

    /** @return the states that were seen on the way, in their order */
    private Set<String> untilState(String wanted) throws Exception {
        Set<String> seen = new LinkedHashSet<>();
        for (int i = 0; i < 6_000 && !seen.contains(wanted); i++) {
            assertThat(new CountDownLatch(1).await(10, TimeUnit.MILLISECONDS)).isFalse();
            seen.add(state());
        }
        assertThat(seen).contains(wanted);
        return seen;
    }
}
