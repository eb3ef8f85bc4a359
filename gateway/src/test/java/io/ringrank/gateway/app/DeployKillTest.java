// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringrank.gateway.auth.ApiKeyFile;
import io.ringrank.gateway.cli.Main;
import io.ringrank.gateway.hub.TestHub;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers in processes of their own, which are killed while they deploy a model. */
class DeployKillTest {

    private static final String DEPLOYMENTS = "/api/v1/deployments";
    private static final String RERANK =
            "{\"model\": \"bge\", \"query\": \"what is a panda\", \"documents\": [\"a bear\"]}";

    @TempDir
    private Path directory;

    private final List<Process> processes = new ArrayList<>();
    private final HttpClient client = HttpClient.newHttpClient();
    private TestHub hub;
    private int port;

    @BeforeEach
    void startHub() throws IOException {
        hub = TestHub.withBge();
    }

    @AfterEach
    void killAll() {
        processes.forEach(Process::destroyForcibly);
        client.close();
        hub.close();
    }

    @Test
    void what_was_acknowledged_runs_after_kills_at_every_stage() throws Exception {
        hub.stallsAfter = 5_000;
        Process first = start();
        HttpResponse<String> created = call("POST", DEPLOYMENTS,
                "{\"name\": \"bge\", \"source\": \"hf:" + TestHub.BGE + "\"}");
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        kill(first);

        Process second = start();
        awaitThat(view -> view.path("state").asText().equals("downloading"));
        kill(second);
        hub.stallsAfter = TestHub.NEVER;

        Process third = start();
        awaitThat(view -> List.of("initializing", "starting", "running")
                .contains(view.path("state").asText()));
        kill(third);

        Process last = start();
        awaitThat(view -> view.path("state").asText().equals("running"));
        assertThat(call("POST", "/v1/rerank", RERANK).statusCode()).isEqualTo(200);
        assertThat(call("DELETE", DEPLOYMENTS + "/bge", "").statusCode()).isEqualTo(204);
        kill(last);

        start();
        assertThat(call("GET", DEPLOYMENTS + "/bge", "").statusCode()).isEqualTo(404);
    }

    private Process start() throws Exception {
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        ProcessBuilder builder = new ProcessBuilder(java.toString(),
                "--enable-native-access=ALL-UNNAMED", "-Xmx256m", "-XX:TieredStopAtLevel=1", "-cp",
                System.getProperty("java.class.path"), Main.class.getName(), "serve", "--port",
                Integer.toString(port), "--data", directory.toString());
        builder.environment()
                .putAll(Map.of("RINGRANK_HUB_ENDPOINT", hub.endpoint().toString(),
                        "RINGRANK_HUB_ALLOWED_HOSTS", hub.bytesHost(), "RINGRANK_HUB_CACHE_DIR",
                        directory.resolve("hub").toString(), "RINGRANK_ENGINE_LANES", "1"));
        Process process = builder.redirectErrorStream(true)
                .redirectOutput(directory.resolve("server.log").toFile())
                .start();
        processes.add(process);
        while (!isThere()) {
            assertThat(process.isAlive())
                    .as(() -> log())
                    .isTrue();
            pause();
        }
        return process;
    }

    private String log() {
        try {
            return Files.readString(directory.resolve("server.log"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static void kill(Process process) throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    private boolean isThere() throws InterruptedException {
        try {
            return client.send(HttpRequest.newBuilder(uri("/healthz")).build(),
                    BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException _) {
            return false;
        }
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    private HttpResponse<String> call(String method, String path, String body) throws Exception {
        String key = Files.readString(new ApiKeyFile(directory).initialKey()).strip();
        return client.send(HttpRequest.newBuilder(uri(path))
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body))
                .build(), BodyHandlers.ofString());
    }

    private void awaitThat(Predicate<JsonNode> wanted) throws Exception {
        JsonNode view = WholeServer.JSON.createObjectNode();
        for (int i = 0; i < 600; i++) {
            view = WholeServer.JSON.readTree(call("GET", DEPLOYMENTS + "/bge", "").body());
            if (wanted.test(view)) {
                return;
            }
            pause();
        }
        throw new AssertionError(view + "\n" + log());
    }

    /** Nothing tells a client of what comes by itself. */
    private static void pause() throws InterruptedException {
        assertThat(new CountDownLatch(1).await(100, TimeUnit.MILLISECONDS)).isFalse();
    }
}
