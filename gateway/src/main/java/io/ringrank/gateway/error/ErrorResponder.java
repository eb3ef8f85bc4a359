// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.error;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;

/** Writes error answers, each in the form that its client reads. Event loop only. */
public final class ErrorResponder {

    private static final JsonFactory JSON = new JsonFactory();
    private static final long MILLIS_PER_SECOND = 1000;

    private ErrorResponder() {}

    public static void answer(RoutingContext ctx, RequestError error) {
        answer(ctx, ErrorAnswer.of(error));
    }

    public static void answer(RoutingContext ctx, ErrorAnswer answer) {
        answer(ctx.response(), answer, ErrorShape.of(ctx));
    }

    /** For requests that no route has seen. */
    public static void answer(HttpServerResponse response, RequestError error) {
        answer(response, ErrorAnswer.of(error), ErrorShape.COMMON);
    }

    /** Ends the response, unless it has ended or nobody is there to read it. */
    private static void answer(HttpServerResponse response, ErrorAnswer answer, ErrorShape shape) {
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
        response.end(Buffer.buffer(body(answer, shape)));
    }

    /** The whole body. Any thread. */
    static byte[] body(ErrorAnswer answer, ErrorShape shape) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            switch (shape) {
                case COMMON -> writeCommon(json, answer);
                case TEI -> {
                    json.writeStringField("error", answer.message());
                    json.writeStringField("error_type", teiType(answer));
                }
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("memory can always be written to", e);
        }
        return bytes.toByteArray();
    }

    /** Into an object that has begun. */
    private static void writeCommon(JsonGenerator json, ErrorAnswer answer) throws IOException {
        writeError(json, answer);
        json.writeStringField("message", answer.message());
        json.writeStringField("detail", answer.message());
    }

    /** The field {@code error} of an object that has begun. Any thread. */
    public static void writeError(JsonGenerator json, ErrorAnswer answer) throws IOException {
        json.writeObjectFieldStart("error");
        json.writeStringField("message", answer.message());
        json.writeStringField("type", answer.type());
        json.writeStringField("code", answer.code());
        json.writeStringField("param", answer.param());
        json.writeEndObject();
    }

    /** Its clients know no others than these. */
    private static String teiType(ErrorAnswer answer) {
        return switch (answer.status()) {
            case 429 -> "overloaded";
            case 503 -> "unhealthy";
            case 500, 504 -> "backend";
            default -> "validation";
        };
    }
}
