// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.gguf;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;

/**
 * Growing memory for the head of a GGUF file, which is little-endian throughout. One thread at a
 * time.
 */
final class LittleEndianBuffer {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    LittleEndianBuffer int8(int value) {
        bytes.write(value);
        return this;
    }

    LittleEndianBuffer int32(int value) {
        return int8(value).int8(value >> 8).int8(value >> 16).int8(value >> 24);
    }

    LittleEndianBuffer int64(long value) {
        return int32((int) value).int32((int) (value >> 32));
    }

    LittleEndianBuffer float32(float value) {
        return int32(Float.floatToIntBits(value));
    }

    /** Appends the length in bytes (64 bits), then the UTF-8 bytes, without a closing zero. */
    LittleEndianBuffer text(String value) {
        byte[] utf8 = value.getBytes(UTF_8);
        int64(utf8.length);
        bytes.writeBytes(utf8);
        return this;
    }

    LittleEndianBuffer append(LittleEndianBuffer other) {
        bytes.writeBytes(other.toBytes());
        return this;
    }

    LittleEndianBuffer padTo(int alignment) {
        while (bytes.size() % alignment != 0) {
            int8(0);
        }
        return this;
    }

    byte[] toBytes() {
        return bytes.toByteArray();
    }
}
