// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Sends rerank requests to one server over HTTP. Any thread; waits for the answer. */
final class RerankClient implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration ANSWER_TIMEOUT = Duration.ofMinutes(10);
    private static final long ANSWER_BYTES_MAX = 256L << 20;
    private static final int MESSAGE_CHARS_MAX = 500;

    private final URI server;
    private final String apiKey;
    private final HttpClient http;

    /** @param apiKey empty to send none */
    RerankClient(URI server, String apiKey, HttpClient.Builder http) {
        this.server = server;
        this.http = http.connectTimeout(CONNECT_TIMEOUT).build();
        this.apiKey = apiKey;
    }

    /**
     * Asks for scores.
     *
     * @throws ConnectException if nobody listens there
     * @throws CommandFailedException if the answer is not one with scores
     */
    RerankAnswer rerank(RerankRequest request)
            throws ConnectException, CommandFailedException, InterruptedException {
        HttpResponse<String> response = send(request);
        JsonNode body = parse(response.body());
        if (response.statusCode() != 200) {
            throw new CommandFailedException(server + " answered " + response.statusCode() + ": "
                    + TerminalText.shown(message(body), MESSAGE_CHARS_MAX));
        }
        if (!body.path("results").isArray()) {
            throw new CommandFailedException(server + " answered something without results");
        }
        return RerankAnswer.of(response.body(), body, request.documents());
    }

    private HttpResponse<String> send(RerankRequest request)
            throws ConnectException, CommandFailedException, InterruptedException {
        try {
            HttpRequest.Builder post = HttpRequest.newBuilder(server.resolve("/v1/rerank"))
                    .timeout(ANSWER_TIMEOUT)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(request.toJson()));
            if (!apiKey.isEmpty()) {
                post.header("Authorization", "Bearer " + apiKey);
            }
            return http.send(post.build(), HttpResponse.BodyHandlers.limiting(
                    HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8), ANSWER_BYTES_MAX));
        } catch (ConnectException e) {
            throw e;
        } catch (IOException e) {
            throw new CommandFailedException("no answer from " + server + ": " + e);
        }
    }

    private JsonNode parse(String text) throws CommandFailedException {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new CommandFailedException(server + " answered something that is no JSON");
        }
    }

    private static String message(JsonNode body) {
        return body.path("error").path("message").asText(body.path("message").asText("no reason"));
    }

    @Override
    public void close() {
        http.close();
    }
}
