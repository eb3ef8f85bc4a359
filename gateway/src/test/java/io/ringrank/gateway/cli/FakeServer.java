// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.ringrank.gateway.app.Progress;
import io.ringrank.gateway.app.RunningServer;
import io.ringrank.gateway.app.ServerLauncher;
import io.ringrank.gateway.app.ServerStartException;
import io.ringrank.gateway.auth.ApiKeyFile;
import io.ringrank.gateway.config.RingrankConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Ranks by length over real HTTP, behind a key, and remembers what it was asked to do. */
final class FakeServer implements ServerLauncher {

    static final String KEY = "rr_0123_secret";
    private static final ObjectMapper JSON = new ObjectMapper();

    final List<RingrankConfig> started = new ArrayList<>();
    final List<String> keys = new ArrayList<>();
    int closed;
    @Nullable
    String cannotRun;

    @Override
    public RunningServer start(RingrankConfig config, Progress progress)
            throws ServerStartException {
        started.add(config);
        HttpServer http;
        try {
            Files.createDirectories(config.dataDir());
            Files.writeString(new ApiKeyFile(config.dataDir()).initialKey(), KEY + "\n");
            http = HttpServer.create(
                    new InetSocketAddress(config.server().host(), config.server().port()), 0);
        } catch (IOException e) {
            throw new ServerStartException("can't listen: " + e.getMessage(), e);
        }
        http.createContext("/v1/rerank", this::answer);
        http.start();
        progress.say("fake server is up");
        return new Running(http);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String key = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"))
                .orElse("");
        keys.add(key);
        if (key.equals("Bearer " + KEY)) {
            JsonNode request = JSON.readTree(exchange.getRequestBody());
            respond(exchange, 200, results(request).toPrettyString());
        } else {
            respond(exchange, 401,
                    "{\"error\": {\"message\": \"the API key is\\u001b[2J wrong\"}}");
        }
    }

    private static ObjectNode results(JsonNode request) {
        List<String> documents = new ArrayList<>();
        request.path("documents").forEach(document -> documents.add(document.asText()));
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < documents.size(); i++) {
            order.add(i);
        }
        order.sort(Comparator.comparingInt(i -> -documents.get(i).length()));
        boolean windows = request.path("long_document").asText().equals("max_window");
        int topN = request.path("top_n").asInt(documents.size());
        ObjectNode answer = JSON.createObjectNode();
        answer.put("model", request.path("model").asText("none"));
        ArrayNode results = answer.putArray("results");
        for (int i : order.subList(0, topN)) {
            ObjectNode result = results.addObject()
                    .put("index", i)
                    .put("relevance_score", (double) documents.get(i).length());
            result.putObject("document").put("text", documents.get(i));
            if (windows) {
                result.putObject("window").put("start", 1).put("end", 2);
            }
        }
        if (request.path("long_document").asText().equals("error")) {
            answer.putArray("errors").addObject().put("index", 7).put("message", "too\nlong");
        }
        answer.set("asked", request);
        return answer;
    }

    private static void respond(HttpExchange exchange, int status, String body)
            throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private final class Running implements RunningServer {

        private final HttpServer http;

        Running(HttpServer http) {
            this.http = http;
        }

        @Override
        public URI baseUri() {
            return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
        }

        @Override
        public void awaitReady() throws ServerStartException {
            if (cannotRun != null) {
                throw new ServerStartException(cannotRun);
            }
        }

        @Override
        public void close() {
            closed++;
            http.stop(0);
        }
    }
}
