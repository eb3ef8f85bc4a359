// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.link;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.CorruptedFrameException;
import java.nio.charset.StandardCharsets;

/**
 * Reads the fields of one body. Every count is checked against its limit and against the bytes that
 * are there before anything is allocated; what does not fit ends in a {@link
 * CorruptedFrameException} that names the field.
 */
final class FrameReader {

    private final ByteBuf body;

    FrameReader(ByteBuf body) {
        this.body = body;
    }

    int readByte(String what) {
        require(what, Byte.BYTES);
        return body.readByte();
    }

    boolean readFlag(String what) {
        int value = readByte(what);
        if (value != 0 && value != 1) {
            throw new CorruptedFrameException(what + " must be 0 or 1, is " + value);
        }
        return value == 1;
    }

    int readInt(String what, int least, int most) {
        require(what, Integer.BYTES);
        int value = body.readInt();
        if (value < least || value > most) {
            throw new CorruptedFrameException(
                    what + " must be " + least + " to " + most + ", is " + value);
        }
        return value;
    }

    long readLong(String what) {
        require(what, Long.BYTES);
        return body.readLong();
    }

    float readFraction(String what) {
        require(what, Float.BYTES);
        float value = body.readFloat();
        if (!(value >= 0 && value <= 1)) {
            throw new CorruptedFrameException(what + " must be 0 to 1, is " + value);
        }
        return value;
    }

    /** Reads how many items follow, each of at least {@code bytesEach}. */
    int readCount(String what, int most, int bytesEach) {
        int count = readInt(what, 0, most);
        require(what, (long) count * bytesEach);
        return count;
    }

    byte[] readBytes(String what, int most) {
        byte[] bytes = new byte[readCount(what, most, Byte.BYTES)];
        body.readBytes(bytes);
        return bytes;
    }

    String readText(String what) {
        int bytes = readCount(what, LinkLimits.TEXT_BYTES_MAX, Byte.BYTES);
        return body.readCharSequence(bytes, StandardCharsets.UTF_8).toString();
    }

    int[] readInts(String what) {
        int[] ints = new int[readCount(what, LinkLimits.FRAME_BYTES_MAX, Integer.BYTES)];
        int bytes = ints.length * Integer.BYTES;
        body.nioBuffer(body.readerIndex(), bytes).asIntBuffer().get(ints);
        body.skipBytes(bytes);
        return ints;
    }

    float[] readFloats(String what, int most) {
        float[] floats = new float[readCount(what, most, Float.BYTES)];
        int bytes = floats.length * Float.BYTES;
        body.nioBuffer(body.readerIndex(), bytes).asFloatBuffer().get(floats);
        body.skipBytes(bytes);
        return floats;
    }

    /** Checks that nothing follows. */
    void end() {
        if (body.isReadable()) {
            throw new CorruptedFrameException(
                    body.readableBytes() + " bytes follow the last field");
        }
    }

    private void require(String what, long bytes) {
        if (body.readableBytes() < bytes) {
            throw new CorruptedFrameException(what + " needs " + bytes + " bytes, the frame has "
                    + body.readableBytes() + " left");
        }
    }
}
