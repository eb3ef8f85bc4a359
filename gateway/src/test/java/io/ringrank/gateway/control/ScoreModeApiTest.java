// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ringrank.gateway.dialect.ScoreMode;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On which scale scores are: the request's word, the key's, the deployment's, the dialect's. */
class ScoreModeApiTest {

    private static final double SIGMOID_OF_3 = 0.9526;

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

    /** Of the document whose raw score is 3, beside one of 1. */
    private double best(String path, String key, String more) throws Exception {
        return ControlServer.ok(server.call("POST", path, key, "{\"model\": \"bge\", \"query\":"
                + " \"q\", \"documents\": [\"a\", \"bbb\"]" + more + "}"))
                .getJsonArray("results")
                .getJsonObject(0)
                .getDouble("relevance_score");
    }

    @Test
    void who_is_nearer_to_the_client_decides_on_the_scale() throws Exception {
        JsonObject key = server.key(new JsonObject().put("score_mode", "sigmoid"));
        String value = key.getString("value");
        String other = server.initialKey();
        assertThat(best("/v1/rerank", other, "")).isEqualTo(3);
        assertThat(best("/v2/rerank", other, "")).isCloseTo(SIGMOID_OF_3, within(1e-3));

        server.target.scoreMode = ScoreMode.MINMAX;

        assertThat(best("/v1/rerank", other, "")).isEqualTo(1);
        assertThat(best("/v2/rerank", other, "")).isEqualTo(1);
        assertThat(best("/v1/rerank", value, "")).isCloseTo(SIGMOID_OF_3, within(1e-3));
        assertThat(best("/v1/rerank", value, ", \"score_mode\": \"raw\"")).isEqualTo(3);
        assertThat(best("/v1/rerank", value, ", \"use_activation\": false")).isEqualTo(3);
    }

    @Test
    void a_key_keeps_its_scale_over_a_restart_until_it_is_taken_away() throws Exception {
        JsonObject key = server.key(new JsonObject().put("score_mode", "minmax"));
        String path = "/api/v1/api-keys/" + key.getString("id");
        server.restart();
        assertThat(best("/v1/rerank", key.getString("value"), "")).isEqualTo(1);
        String first = server.initialKey();
        assertThat(ControlServer.ok(server.call("PATCH", path, first, "{\"name\": \"n\"}"))
                .getString("score_mode")).isEqualTo("minmax");

        ControlServer.ok(server.call("PATCH", path, first, "{\"score_mode\": null}"));

        assertThat(best("/v1/rerank", key.getString("value"), "")).isEqualTo(3);
        assertThat(server.get("/api/v1/audit?limit=1", first).body())
                .contains("score_mode minmax -> none");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"percent\"", "7", "[\"raw\"]", "\"\""})
    void another_scale_is_refused(String mode) throws Exception {
        assertThat(server.call("POST", "/api/v1/api-keys", server.initialKey(),
                "{\"name\": \"n\", \"score_mode\": " + mode + "}").body())
                .contains("score_mode must be raw, sigmoid or minmax");
        assertThat(server.call("POST", "/api/v1/deployments", server.initialKey(),
                "{\"name\": \"n\", \"source\": \"builtin\", \"options\": {\"score_mode\": " + mode
                        + "}}")
                .body()).contains("options.score_mode must be raw, sigmoid or minmax");
    }
}
