// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.dialect;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.ringrank.gateway.error.ErrorAnswer;
import io.ringrank.gateway.error.ErrorResponder;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;

/** Writes answers in the dialects of their requests. Any thread. */
public final class AnswerWriter {

    private final JsonFactory json = new JsonFactory();

    public Buffer write(Answer answer) {
        Buffer buffer = Buffer.buffer();
        try (JsonGenerator out = json.createGenerator(new BufferStream(buffer))) {
            answer.request().dialect().write(new AnswerJson(out, answer));
        } catch (IOException e) {
            throw new UncheckedIOException("memory can always be written to", e);
        }
        return buffer;
    }

    /** A line of a batch's answer, with its end. */
    public Buffer line(BatchQuery query, Answer answer) {
        return line(query, 200, out -> {
            out.writeFieldName("response");
            answer.request().dialect().write(new AnswerJson(out, answer));
        });
    }

    /** The same for a query that gets no scores. */
    public Buffer line(BatchQuery query, ErrorAnswer error) {
        return line(query, error.status(), out -> {
            ErrorResponder.writeError(out, error);
            Duration retryAfter = error.retryAfter();
            if (retryAfter != null) {
                out.writeNumberField("retry_after_ms", Math.max(1, retryAfter.toMillis()));
            }
        });
    }

    private Buffer line(BatchQuery query, int status, Content content) {
        Buffer buffer = Buffer.buffer();
        try (JsonGenerator out = json.createGenerator(new BufferStream(buffer))) {
            out.writeStartObject();
            ClientId id = query.id();
            if (id != null) {
                id.write(out, BatchParser.ID);
            }
            out.writeNumberField("index", query.index());
            out.writeNumberField("status", status);
            content.write(out);
            out.writeEndObject();
            out.writeRaw('\n');
        } catch (IOException e) {
            throw new UncheckedIOException("memory can always be written to", e);
        }
        return buffer;
    }

    private interface Content {

        void write(JsonGenerator out) throws IOException;
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
