// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringrank.gateway.metrics.History;
import io.ringrank.scheduler.ticket.StageTimes;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Scanner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the server says of itself. */
@Timeout(60)
class ServerApiTest {

    private static final String STATS = "/api/v1/stats";

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

    private JsonObject get(String path) throws Exception {
        HttpResponse<String> response = server.get(path, server.initialKey());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return new JsonObject(response.body());
    }

    @Test
    void whoever_follows_the_stats_gets_the_history_and_then_each_sample() throws Exception {
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            HttpResponse<InputStream> response = client.send(server.request(STATS + "?follow=true")
                    .header("Authorization", "Bearer " + server.initialKey())
                    .build(), BodyHandlers.ofInputStream());
            try (Scanner events = new Scanner(response.body(), StandardCharsets.UTF_8)
                    .useDelimiter("\n\n")) {
                assertThat(events.next()).startsWith("event: history\n")
                        .contains("\"samples\":[]");

                server.metrics.ofDeployment("bge").onAnswer(8, 2, 1_000, StageTimes.NONE);
                server.metrics.ofDeployment("bge").onRequest(200, 40_000_000);
                server.clock.pass(History.INTERVAL);

                String[] lines = events.next().split("\n", 2);
                assertThat(lines[0]).isEqualTo("event: sample");
                JsonObject sample = new JsonObject(lines[1].substring("data: ".length()));
                assertThat(sample.getString("at"))
                        .isEqualTo(server.clock.instant().toString());
                assertThat(sample.getDouble("pairs_per_second")).isEqualTo(4);
                assertThat(sample.getDouble("tokens_per_second")).isEqualTo(500);
                assertThat(sample.getDouble("cache_hits")).isEqualTo(0.25);
                assertThat(sample.getDouble("p50_ms")).isBetween(39.5, 40.5);
                assertThat(sample.containsKey("batch_fill")).isFalse();
                assertThat(get(STATS).getJsonArray("samples")).containsExactly(sample);
            }
        }
    }

    @Test
    void says_what_it_is_and_what_it_computes_with() throws Exception {
        JsonObject about = get("/api/v1/about");

        assertThat(about.getString("ringrank")).isEqualTo("1.2.3");
        assertThat(about.getInteger("processors")).isEqualTo(4);
        assertThat(about.getString("started_at")).isEqualTo("1970-01-01T00:00:00Z");
        JsonObject natives = about.getJsonObject("natives");
        assertThat(natives.getString("build")).isEqualTo("b4916");
        assertThat(natives.getString("note")).isEqualTo("nothing else is there");
        assertThat(natives.getJsonArray("devices").getJsonObject(0).getString("description"))
                .isEqualTo("EPYC");
    }

    @Test
    void a_session_is_told_where_documents_are_ranked_if_that_is_elsewhere() throws Exception {
        JsonObject session = new JsonObject(
                server.get("/api/v1/auth/session", server.admin()).body());

        assertThat(session.getInteger("data_port")).isEqualTo(8080);
    }
}
