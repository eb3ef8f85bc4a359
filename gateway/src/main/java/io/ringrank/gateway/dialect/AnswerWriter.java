// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.dialect;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

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
