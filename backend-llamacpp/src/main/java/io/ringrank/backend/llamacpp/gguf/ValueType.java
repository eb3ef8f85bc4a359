// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.gguf;

import java.util.Locale;
import java.util.Optional;

/**
 * The types of GGUF metadata ({@code enum gguf_type}). Any thread.
 */
public enum ValueType {
    UINT8(0, 1), INT8(1, 1), UINT16(2, 2), INT16(3, 2), UINT32(4, 4), INT32(5, 4), FLOAT32(6,
            4), BOOL(7, 1), STRING(8, 0), ARRAY(9, 0), UINT64(10, 8), INT64(11, 8), FLOAT64(12, 8);

    private final int code;
    private final int bytes;

    ValueType(int code, int bytes) {
        this.code = code;
        this.bytes = bytes;
    }

    /** Returns the type with that number in a file. */
    static Optional<ValueType> of(int code) {
        // The constants stand in the order of their numbers.
        return code < 0 || code >= values().length ? Optional.empty() : Optional.of(values()[code]);
    }

    /** Returns the number that stands for this type in a file. */
    int code() {
        return code;
    }

    /** Returns the bytes of one value; 0 for texts and arrays, which say their length themselves. */
    int bytes() {
        return bytes;
    }

    /** Returns the name that GGUF's description uses, for messages. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
