// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Asks one server how it does. Any thread; waits for the answer. */
final class StatusClient implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final long ANSWER_BYTES_MAX = 16L << 20;

    private final URI server;
    private final HttpClient http;

    StatusClient(URI server, HttpClient.Builder http) {
        this.server = server;
        this.http = http.connectTimeout(TIMEOUT).build();
    }

    /** @throws CommandFailedException if nobody answers, or something else than a status */
    ServerStatus status() throws CommandFailedException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(server.resolve("/readyz?verbose"))
                .timeout(TIMEOUT)
                .build();
        try {
            String body = http.send(request, HttpResponse.BodyHandlers.limiting(
                    HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8), ANSWER_BYTES_MAX))
                    .body();
            ServerStatus status = new ServerStatus(JSON.readTree(body));
            if (!status.isStatus()) {
                throw new CommandFailedException(server + " answered something that is no status");
            }
            return status;
        } catch (ConnectException e) {
            throw new CommandFailedException("no server answers at " + server);
        } catch (JsonProcessingException e) {
            throw new CommandFailedException(server + " answered something that is no JSON");
        } catch (IOException e) {
            throw new CommandFailedException("no answer from " + server + ": " + e);
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
