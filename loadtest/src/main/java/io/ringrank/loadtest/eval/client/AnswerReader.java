// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.eval.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ringrank.gateway.cli.TerminalText;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads responses of {@code POST /v1/rerank}, believing nothing. Any thread. */
final class AnswerReader {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration RETRY_AFTER_DEFAULT = Duration.ofSeconds(1);
    private static final int RETRY_AFTER_DIGITS_MAX = 9;
    private static final int REASON_CHARS_MAX = 300;

    private AnswerReader() {}

    /** @param documents how many were sent */
    static Answer read(HttpResponse<String> response, int documents) {
        JsonNode body;
        try {
            body = JSON.readTree(response.body());
        } catch (JsonProcessingException e) {
            body = JSON.missingNode();
        }
        int status = response.statusCode();
        if (status == 200) {
            return scored(body, documents);
        }
        String message = body.path("message").asText(body.path("error").path("message").asText());
        return new Answer.Failed(
                TerminalText.shown("status " + status + ": " + message, REASON_CHARS_MAX),
                status == 429 || status == 503 ? retryAfter(response.headers()) : null);
    }

    private static Answer scored(JsonNode body, int documents) {
        List<Answer.Score> ranking = new ArrayList<>();
        BitSet seen = new BitSet();
        int truncated = 0;
        for (JsonNode result : body.path("results")) {
            int index = result.path("index").asInt(-1);
            float score = (float) result.path("relevance_score").asDouble(Double.NaN);
            if (index < 0 || index >= documents || seen.get(index) || !Float.isFinite(score)) {
                return new Answer.Failed("the server answered with an odd result: "
                        + TerminalText.shown(result.toString(), REASON_CHARS_MAX), null);
            }
            seen.set(index);
            truncated += result.path("truncated").asBoolean() ? 1 : 0;
            ranking.add(new Answer.Score(index, score));
        }
        if (ranking.isEmpty()) {
            return new Answer.Failed("the server answered without results", null);
        }
        JsonNode usage = body.path("usage");
        return new Answer.Scored(body.path("model").asText(), ranking, truncated,
                usage.path("prompt_tokens").asLong(), usage.path("cached_tokens").asLong());
    }

    /** Milliseconds of our own header, else HTTP's seconds; a date counts as if nothing was said. */
    private static Duration retryAfter(HttpHeaders headers) {
        Long millis = number(headers, "retry-after-ms");
        if (millis != null) {
            return Duration.ofMillis(millis);
        }
        Long seconds = number(headers, "retry-after");
        return seconds == null ? RETRY_AFTER_DEFAULT : Duration.ofSeconds(seconds);
    }

    private static @Nullable Long number(HttpHeaders headers, String name) {
        return headers.firstValue(name)
                .map(String::strip)
                .filter(text -> text.matches("[0-9]{1," + RETRY_AFTER_DIGITS_MAX + "}"))
                .map(Long::valueOf)
                .orElse(null);
    }
}
