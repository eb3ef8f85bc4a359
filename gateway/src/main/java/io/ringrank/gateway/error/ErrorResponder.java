// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.error;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.ringrank.scheduler.ticket.Failure;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;

/**
 * Writes error answers. The body says the same text three times, because each family of clients looks
 * for it in another field: OpenAI's in {@code error.message}, Cohere's in {@code message}, Jina's and
 * FastAPI's in {@code detail}. Event loop only.
 */
public final class ErrorResponder {

    private static final JsonFactory JSON = new JsonFactory();
    private static final long MILLIS_PER_SECOND = 1000;

    private ErrorResponder() {}

    public static void answer(HttpServerResponse response, RequestError error) {
        answer(response, ErrorAnswer.of(error));
    }

    public static void answer(HttpServerResponse response, Failure failure) {
        answer(response, ErrorAnswer.of(failure));
    }

    /** Ends the response, unless it has ended or nobody is there to read it. */
    private static void answer(HttpServerResponse response, ErrorAnswer answer) {
        if (response.ended() || response.closed()) {
            return;
        }
        response.setStatusCode(answer.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
        if (answer.status() == 401) {
            response.putHeader("www-authenticate", "Bearer");
        }
        Duration retryAfter = answer.retryAfter();
        if (retryAfter != null) {
            long millis = Math.max(1, retryAfter.toMillis());
            response.putHeader(HttpHeaders.RETRY_AFTER,
                    Long.toString(Math.ceilDiv(millis, MILLIS_PER_SECOND)))
                    .putHeader("retry-after-ms", Long.toString(millis));
        }
        response.end(Buffer.buffer(body(answer)));
    }

    static byte[] body(ErrorAnswer answer) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeObjectFieldStart("error");
            json.writeStringField("message", answer.message());
            json.writeStringField("type", answer.type());
            json.writeStringField("code", answer.code());
            json.writeStringField("param", answer.param());
            json.writeEndObject();
            json.writeStringField("message", answer.message());
            json.writeStringField("detail", answer.message());
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("memory can always be written to", e);
        }
        return bytes.toByteArray();
    }
}
