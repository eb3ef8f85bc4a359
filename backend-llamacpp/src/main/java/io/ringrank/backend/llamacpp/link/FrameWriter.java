// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.link;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** Writes the fields that {@link FrameReader} reads. */
final class FrameWriter {

    private final ByteBuf body;

    FrameWriter(ByteBuf body) {
        this.body = body;
    }

    FrameWriter writeByte(int value) {
        body.writeByte(value);
        return this;
    }

    FrameWriter writeInt(int value) {
        body.writeInt(value);
        return this;
    }

    FrameWriter writeLong(long value) {
        body.writeLong(value);
        return this;
    }

    FrameWriter writeFloat(float value) {
        body.writeFloat(value);
        return this;
    }

    FrameWriter writeBytes(byte[] bytes) {
        body.writeInt(bytes.length);
        body.writeBytes(bytes);
        return this;
    }

    /** Writes a text that means nothing when it is cut. */
    FrameWriter writeText(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > LinkLimits.TEXT_BYTES_MAX) {
            throw new IllegalArgumentException("text of " + bytes.length
                    + " bytes is longer than " + LinkLimits.TEXT_BYTES_MAX + ": "
                    + text.substring(0, 64) + "...");
        }
        return writeBytes(bytes);
    }

    /** Writes a text for people, cut at a character where it is too long. */
    FrameWriter writeMessage(String message) {
        byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(bytes.length, LinkLimits.TEXT_BYTES_MAX);
        while (length < bytes.length && isContinuation(bytes[length])) {
            length--;
        }
        body.writeInt(length);
        body.writeBytes(bytes, 0, length);
        return this;
    }

    FrameWriter writeInts(int[] ints) {
        body.writeInt(ints.length);
        int bytes = ints.length * Integer.BYTES;
        body.ensureWritable(bytes);
        body.nioBuffer(body.writerIndex(), bytes).asIntBuffer().put(ints);
        body.writerIndex(body.writerIndex() + bytes);
        return this;
    }

    FrameWriter writeFloats(float[] floats) {
        body.writeInt(floats.length);
        int bytes = floats.length * Float.BYTES;
        body.ensureWritable(bytes);
        body.nioBuffer(body.writerIndex(), bytes).asFloatBuffer().put(floats);
        body.writerIndex(body.writerIndex() + bytes);
        return this;
    }

    private static boolean isContinuation(byte utf8) {
        return (utf8 & 0xC0) == 0x80;
    }
}
