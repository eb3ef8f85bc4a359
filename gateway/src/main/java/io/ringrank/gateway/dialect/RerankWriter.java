// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.dialect;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.ringrank.scheduler.pair.CharacterRange;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/**
 * Writes answers in the default dialect. Fields may be added here, never changed: clients cast
 * {@code relevance_score} to a double (so it always has a decimal point), read {@code document.text}
 * if there is a {@code document} at all, and some want all three token counts. The ends of a window
 * count characters of the document as Python, Go and Rust do, in code points. Any thread.
 */
public final class RerankWriter {

    private final JsonFactory json = new JsonFactory();

    /**
     * Writes a whole answer.
     *
     * @param id of the request
     * @param model name of the deployment that answered
     */
    public Buffer write(String id, String model, RerankRequest request, Ranking ranking) {
        Buffer buffer = Buffer.buffer();
        try (JsonGenerator out = json.createGenerator(new BufferStream(buffer))) {
            out.writeStartObject();
            out.writeStringField("id", id);
            out.writeStringField("object", "list");
            out.writeStringField("model", model);
            writeResults(out, request, ranking);
            if (!ranking.unscored().isEmpty()) {
                writeErrors(out, ranking);
            }
            writeUsage(out, ranking);
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("memory can always be written to", e);
        }
        return buffer;
    }

    private static void writeResults(JsonGenerator out, RerankRequest request, Ranking ranking)
            throws IOException {
        out.writeArrayFieldStart("results");
        int results = Math.min(request.resultsMax(), ranking.ranked().size());
        for (Ranking.Ranked ranked : ranking.ranked().subList(0, results)) {
            out.writeStartObject();
            out.writeNumberField("index", ranked.index());
            out.writeNumberField("relevance_score", ranked.score().raw());
            if (ranked.score().truncated()) {
                out.writeBooleanField("truncated", true);
            }
            if (ranked.score().window() instanceof CharacterRange(int start, int end)) {
                out.writeObjectFieldStart("window");
                out.writeNumberField("start", start);
                out.writeNumberField("end", end);
                out.writeEndObject();
            }
            if (request.returnDocuments()) {
                out.writeObjectFieldStart("document");
                out.writeStringField("text", request.documents().get(ranked.index()));
                out.writeEndObject();
            }
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private static void writeErrors(JsonGenerator out, Ranking ranking) throws IOException {
        out.writeArrayFieldStart("errors");
        for (Ranking.Unranked unranked : ranking.unscored()) {
            out.writeStartObject();
            out.writeNumberField("index", unranked.index());
            out.writeStringField("code", unranked.code());
            out.writeStringField("message", unranked.message());
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private static void writeUsage(JsonGenerator out, Ranking ranking) throws IOException {
        out.writeObjectFieldStart("usage");
        out.writeNumberField("prompt_tokens", ranking.tokens());
        out.writeNumberField("completion_tokens", 0);
        out.writeNumberField("total_tokens", ranking.tokens());
        out.writeNumberField("cached_tokens", ranking.cachedTokens());
        out.writeEndObject();
    }

    /** Lets Jackson append to a buffer that the server can send as it is. */
    private static final class BufferStream extends OutputStream {

        private final Buffer buffer;

        BufferStream(Buffer buffer) {
            this.buffer = buffer;
        }

        @Override
        public void write(int b) {
            buffer.appendByte((byte) b);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            buffer.appendBytes(bytes, offset, length);
        }
    }
}
