// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Calls the admin API of one server. One thread; waits for the answers. */
final class AdminClient implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final String DATA = "data: ";
    private static final long ANSWER_BYTES_MAX = 256L << 20;
    private static final int MESSAGE_CHARS_MAX = 500;

    private final URI server;
    private final String apiKey;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();

    /** @param apiKey empty to send none */
    AdminClient(URI server, String apiKey) {
        this.server = server;
        this.apiKey = apiKey;
    }

    /** Whether anybody listens there at all. */
    boolean isThere() throws CommandFailedException, InterruptedException {
        try {
            http.send(HttpRequest.newBuilder(server.resolve("/healthz")).timeout(TIMEOUT).build(),
                    HttpResponse.BodyHandlers.discarding());
            return true;
        } catch (ConnectException _) {
            return false;
        } catch (IOException e) {
            throw noAnswer(e);
        }
    }

    JsonNode get(String path) throws CommandFailedException, InterruptedException {
        return json(text("GET", path, HttpRequest.BodyPublishers.noBody()));
    }

    /** Reads server-sent events until the server ends them. */
    void follow(String path, Consumer<JsonNode> listener)
            throws CommandFailedException, InterruptedException {
        try {
            HttpResponse<Stream<String>> response = http.send(
                    request("GET", path, HttpRequest.BodyPublishers.noBody()),
                    HttpResponse.BodyHandlers.ofLines());
            try (Stream<String> lines = response.body()) {
                if (response.statusCode() != 200) {
                    throw refused(response.statusCode(), lines.collect(Collectors.joining()));
                }
                for (String line : (Iterable<String>) lines::iterator) {
                    if (line.startsWith(DATA)) {
                        listener.accept(json(line.substring(DATA.length())));
                    }
                }
            }
        } catch (IOException | UncheckedIOException e) {
            throw new CommandFailedException("the server ended what was followed: " + e);
        }
    }

    String getText(String path) throws CommandFailedException, InterruptedException {
        return text("GET", path, HttpRequest.BodyPublishers.noBody());
    }

    /** @return what was answered, which is missing if that was nothing */
    JsonNode send(String method, String path, JsonNode body)
            throws CommandFailedException, InterruptedException {
        return json(text(method, path, HttpRequest.BodyPublishers.ofString(body.toString())));
    }

    /** @return what was answered, which is missing if that was nothing */
    JsonNode delete(String path) throws CommandFailedException, InterruptedException {
        return json(text("DELETE", path, HttpRequest.BodyPublishers.noBody()));
    }

    void download(String path, OutputStream target)
            throws IOException, CommandFailedException, InterruptedException {
        HttpResponse<InputStream> response =
                http.send(request("GET", path, HttpRequest.BodyPublishers.noBody()),
                        HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            if (response.statusCode() != 200) {
                throw refused(response.statusCode(),
                        new String(body.readNBytes(1 << 16), StandardCharsets.UTF_8));
            }
            body.transferTo(target);
        }
    }

    private HttpRequest request(String method, String path, HttpRequest.BodyPublisher body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve(path))
                .timeout(TIMEOUT)
                .header("Content-Type", "application/json")
                .method(method, body);
        if (!apiKey.isEmpty()) {
            request.header("Authorization", "Bearer " + apiKey);
        }
        return request.build();
    }

    private String text(String method, String path, HttpRequest.BodyPublisher body)
            throws CommandFailedException, InterruptedException {
        try {
            HttpResponse<String> response = http.send(request(method, path, body),
                    HttpResponse.BodyHandlers.limiting(
                            HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8),
                            ANSWER_BYTES_MAX));
            if (response.statusCode() / 100 != 2) {
                throw refused(response.statusCode(), response.body());
            }
            return response.body();
        } catch (ConnectException e) {
            throw new CommandFailedException("no server answers at " + server);
        } catch (IOException e) {
            throw noAnswer(e);
        }
    }

    private JsonNode json(String text) throws CommandFailedException {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new CommandFailedException(server + " answered something that is no JSON");
        }
    }

    private CommandFailedException refused(int status, String body) throws CommandFailedException {
        JsonNode error = json(body);
        String message = error.path("message").asText("no reason");
        return new CommandFailedException(server + " answered " + status + ": "
                + TerminalText.shown(message, MESSAGE_CHARS_MAX));
    }

    private CommandFailedException noAnswer(IOException e) {
        return new CommandFailedException("no answer from " + server + ": " + e);
    }

    @Override
    public void close() {
        http.close();
    }
}
