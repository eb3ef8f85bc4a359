// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ringrank.gateway.auth.ApiKeyFile;
import io.ringrank.gateway.config.ConfigLoader;
import io.ringrank.gateway.config.RingrankConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;

/** A server as the composition root makes it, on a free port, with a client that has its key. */
final class WholeServer implements AutoCloseable {

    static final ObjectMapper JSON = new ObjectMapper();

    private final Set<ProcessHandle> othersEngines;
    private final RunningServer server;
    /** Over HTTP/2 the client would refuse more than 100 requests at a time by itself. */
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String key;

    WholeServer(Path dataDir, int lanes) throws Exception {
        this(dataDir, lanes, Map.of());
    }

    WholeServer(Path dataDir, int lanes, Map<String, String> settings) throws Exception {
        Map<String, String> all = new HashMap<>(settings);
        all.put("engine.lanes", Integer.toString(lanes));
        this.othersEngines = children();
        this.server = new Assembly().start(config(dataDir, all), line -> {});
        this.server.awaitReady();
        this.key = Files.readString(new ApiKeyFile(dataDir).initialKey()).strip();
    }

    static RingrankConfig config(Path dataDir, Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(
                Map.of("server.port", "0", "data-dir", dataDir.toString()));
        all.putAll(settings);
        return new ConfigLoader(Map.of()).load(null, all).config();
    }

    URI uri(String path) {
        return server.baseUri().resolve(path);
    }

    /** Its engine processes that are alive. */
    List<ProcessHandle> engines() {
        Set<ProcessHandle> own = children();
        own.removeAll(othersEngines);
        return List.copyOf(own);
    }

    CompletableFuture<HttpResponse<String>> send(String body) {
        return send(key, body);
    }

    /** With another API key than the server's first. */
    CompletableFuture<HttpResponse<String>> send(String key, String body) {
        return client.sendAsync(HttpRequest.newBuilder(uri("/v1/rerank"))
                .header("Authorization", "Bearer " + key)
                .POST(BodyPublishers.ofString(body))
                .build(), BodyHandlers.ofString());
    }

    JsonNode rerank(String body) {
        return answer(send(body).join());
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
    }

    /** Calls the admin API. */
    HttpResponse<String> admin(String method, String path, String body)
            throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(uri(path))
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body))
                .build(), BodyHandlers.ofString());
    }

    /** The body of an answer that must be a success. */
    static JsonNode answer(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        try {
            return JSON.readTree(response.body());
        } catch (IOException e) {
            throw new AssertionError(response.body(), e);
        }
    }

    static List<Integer> indexes(JsonNode answer) {
        return answer.path("results")
                .valueStream()
                .map(result -> result.path("index").asInt())
                .toList();
    }

    /** Scores by document. */
    static Map<Integer, Double> scores(JsonNode answer) {
        return answer.path("results")
                .valueStream()
                .collect(Collectors.toMap(result -> result.path("index").asInt(),
                        result -> result.path("relevance_score").asDouble()));
    }

    /** The same documents with the same scores, but for what the company in a batch changes. */
    static void assertSameScores(JsonNode found, JsonNode expected) {
        assertSameScores(found, expected, 1e-3);
    }

    /** The same documents with scores that are no further apart than so much. */
    static void assertSameScores(JsonNode found, JsonNode expected, double tolerance) {
        Map<Integer, Double> scores = scores(found);
        assertThat(scores.keySet()).isEqualTo(scores(expected).keySet()).isNotEmpty();
        scores(expected).forEach((index, score) -> assertThat(scores.get(index))
                .as("score of document " + index)
                .isCloseTo(score,
                        Offset.offset(tolerance)));
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }

    private static Set<ProcessHandle> children() {
        try (Stream<ProcessHandle> children = ProcessHandle.current().children()) {
            return children.filter(ProcessHandle::isAlive)
                    .collect(Collectors.toCollection(HashSet::new));
        }
    }
}
