// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringrank.gateway.control.deployments.DeploymentState;
import io.ringrank.gateway.control.deployments.DeploymentStatus;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Scanner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class EventsApiTest {

    private static final String EVENTS = "/api/v1/events";

    @TempDir
    private Path directory;

    private ControlServer server;
    private HttpClient client;

    @BeforeEach
    void start() throws IOException {
        server = new ControlServer(directory);
        client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    }

    @AfterEach
    void stop() throws IOException {
        client.shutdownNow();
        server.close();
    }

    private HttpResponse<InputStream> open(String path) throws Exception {
        HttpResponse<InputStream> response = client.send(server.request(path)
                .header("Authorization", "Bearer " + server.initialKey())
                .build(), BodyHandlers.ofInputStream());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type")).contains("text/event-stream");
        return response;
    }

    private static Scanner events(HttpResponse<InputStream> response) {
        return new Scanner(response.body(), StandardCharsets.UTF_8).useDelimiter("\n\n");
    }

    /** Its name, and the data as JSON. */
    private static JsonObject next(Scanner events, String name) {
        String[] lines = events.next().split("\n");
        assertThat(lines).hasSize(2);
        assertThat(lines[0]).isEqualTo("event: " + name);
        return new JsonObject(lines[1].substring("data: ".length()));
    }

    @Test
    void a_listener_hears_of_all_there_is_and_then_of_each_change() throws Exception {
        server.call("POST", "/api/v1/deployments", server.initialKey(),
                "{\"name\": \"bge\", \"source\": \"builtin\"}");
        try (Scanner events = events(open(EVENTS))) {
            assertThat(next(events, "deployment").getString("name")).isEqualTo("builtin");
            assertThat(next(events, "deployment").getString("state")).isEqualTo("running");

            server.fleet.statuses.put("bge", new DeploymentStatus(DeploymentState.DOWNLOADING,
                    "40 %", OptionalInt.of(40)));
            JsonObject changed = next(events, "deployment");
            assertThat(changed.getString("name")).isEqualTo("bge");
            assertThat(changed.getInteger("download_progress")).isEqualTo(40);

            server.call("DELETE", "/api/v1/deployments/bge", server.initialKey(), "");
            assertThat(next(events, "deployment_deleted").getString("name")).isEqualTo("bge");
        }
    }

    @Test
    void a_script_may_ask_for_what_there_is_now_only() throws Exception {
        try (Scanner events = events(open(EVENTS + "?once=true"))) {
            assertThat(next(events, "deployment").getString("name")).isEqualTo("builtin");
            assertThat(events.hasNext()).isFalse();
        }
    }

    @Test
    void whoever_follows_the_log_of_a_deployment_gets_each_line_once() throws Exception {
        try (Scanner events =
                events(open("/api/v1/deployments/builtin/logs?follow=true"))) {
            assertThat(next(events, "line").getString("line")).isEqualTo("a line of builtin");

            server.fleet.lines.addAll(List.of("another", "the same", "the same"));
            List<String> lines = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                lines.add(next(events, "line").getString("line"));
            }
            assertThat(lines).containsExactlyInAnyOrder("another", "the same", "the same");
        }
    }

    @Test
    void a_listener_whose_key_is_revoked_hears_no_more() throws Exception {
        JsonObject key = server.key(new JsonObject().put("scopes", List.of("management")));
        HttpResponse<InputStream> response = client.send(server.request(EVENTS)
                .header("Authorization", "Bearer " + key.getString("value"))
                .build(), BodyHandlers.ofInputStream());
        try (Scanner events = events(response)) {
            next(events, "deployment");

            server.call("DELETE", "/api/v1/api-keys/" + key.getString("id"), server.initialKey(),
                    "");

            assertThat(events.hasNext()).isFalse();
        }
    }

    @Test
    void listeners_do_not_take_the_places_of_calls_and_there_are_so_many_at_most()
            throws Exception {
        List<HttpResponse<InputStream>> open = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            open.add(open(EVENTS));
        }

        assertThat(ControlServer.code(server.get(EVENTS, server.initialKey())))
                .isEqualTo("overloaded");
        assertThat(server.get("/api/v1/users", server.initialKey()).statusCode()).isEqualTo(200);
        open.getFirst().body().close();
        while (server.get(EVENTS + "?once=true", server.initialKey()).statusCode() != 200) {
            Thread.onSpinWait();
        }
        for (HttpResponse<InputStream> response : open) {
            response.body().close();
        }
    }
}
