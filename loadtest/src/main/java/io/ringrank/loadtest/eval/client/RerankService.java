// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.eval.client;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Asks one server for scores. What it refuses with 429 or 503 is asked again when it says, until
 * {@value #RETRIES_MAX} times or a minute of waiting are over. Any thread; nothing waits.
 */
public final class RerankService implements AutoCloseable {

    private static final int RETRIES_MAX = 20;
    private static final Duration WAITING_MAX = Duration.ofMinutes(1);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration ANSWER_TIMEOUT = Duration.ofMinutes(10);

    /** How much longer than the server's own timeout an answer may take. */
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final long ANSWER_BYTES_MAX = 64L << 20;

    /**
     * What all requests have in common.
     *
     * @param apiKey empty to send none
     * @param model null leaves it to the server
     * @param timeoutMs of a request; 0 leaves it to the server
     * @param cached whether the server may answer with scores that it knows
     */
    public record Settings(URI server, String apiKey, @Nullable String model, int timeoutMs,
            boolean cached) {}

    private final Settings settings;
    private final Delays delays;
    private final HttpClient http = HttpClient.newBuilder()
            // Over HTTP/2 the client would refuse more than 100 requests at a time by itself.
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();

    public RerankService(Settings settings, Delays delays) {
        this.settings = settings;
        this.delays = delays;
    }

    /** Asks for the scores of one query's documents; never completes exceptionally. */
    public CompletableFuture<Outcome> rerank(String query, List<String> documents) {
        return new Attempts(request(query, documents), documents.size()).next();
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    private HttpRequest request(String query, List<String> documents) {
        HttpRequest.Builder post = HttpRequest.newBuilder(settings.server().resolve("/v1/rerank"))
                .timeout(settings.timeoutMs() == 0
                        ? ANSWER_TIMEOUT
                        : GRACE.plusMillis(settings.timeoutMs()))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body(query, documents)));
        if (!settings.apiKey().isEmpty()) {
            post.header("Authorization", "Bearer " + settings.apiKey());
        }
        return post.build();
    }

    private String body(String query, List<String> documents) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        if (settings.model() != null) {
            body.put("model", settings.model());
        }
        body.put("query", query).put("return_documents", false);
        if (settings.timeoutMs() > 0) {
            body.put("timeout_ms", settings.timeoutMs());
        }
        if (!settings.cached()) {
            body.put("cache", "bypass");
        }
        ArrayNode texts = body.putArray("documents");
        documents.forEach(texts::add);
        return body.toString();
    }

    /** One request until it has ended. One thread at a time, each handing it to the next. */
    private final class Attempts {

        private final HttpRequest request;
        private final int documents;
        private int retries;
        private Duration waited = Duration.ZERO;

        Attempts(HttpRequest request, int documents) {
            this.request = request;
            this.documents = documents;
        }

        CompletableFuture<Outcome> next() {
            long beginNanos = System.nanoTime();
            return http.sendAsync(request, HttpResponse.BodyHandlers.limiting(
                    HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8), ANSWER_BYTES_MAX))
                    .handle(this::answer)
                    .thenCompose(answer -> after(answer, System.nanoTime() - beginNanos));
        }

        private Answer answer(@Nullable HttpResponse<String> response,
                @Nullable Throwable failure) {
            return response != null
                    ? AnswerReader.read(response, documents)
                    : new Answer.Failed(reason(failure), null);
        }

        private CompletableFuture<Outcome> after(Answer answer, long nanos) {
            Duration wait = answer instanceof Answer.Failed failed ? failed.retryAfter() : null;
            if (wait == null || retries == RETRIES_MAX
                    || waited.plus(wait).compareTo(WAITING_MAX) > 0) {
                return CompletableFuture.completedFuture(new Outcome(answer, retries, nanos));
            }
            retries++;
            waited = waited.plus(wait);
            return CompletableFuture.runAsync(() -> {}, delays.after(wait))
                    .thenCompose(_ -> next());
        }

        private String reason(@Nullable Throwable failure) {
            Throwable cause = failure instanceof CompletionException && failure.getCause() != null
                    ? failure.getCause()
                    : failure;
            return cause instanceof ConnectException
                    ? "no server answers at " + settings.server()
                    : "no answer from " + settings.server() + ": " + cause;
        }
    }
}
