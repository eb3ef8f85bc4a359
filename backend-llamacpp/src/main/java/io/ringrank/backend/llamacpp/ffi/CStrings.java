// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.ffi;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/**
 * Reads C strings from pointers whose size nobody knows. Any thread.
 */
final class CStrings {
    static final int MOST_BYTES = 8192;

    private CStrings() {}

    /**
     * Returns a string up to its end or {@value #MOST_BYTES} bytes, with a replacement character for
     * what is not UTF-8; the null pointer is an empty string.
     */
    @SuppressWarnings("restricted")
    static String read(MemorySegment pointer) {
        if (pointer.address() == 0) {
            return "";
        }
        // Bytes are touched one by one up to the end, so nothing behind the string is read.
        MemorySegment bytes = pointer.reinterpret(MOST_BYTES);
        int length = 0;
        while (length < MOST_BYTES && bytes.get(ValueLayout.JAVA_BYTE, length) != 0) {
            length++;
        }
        byte[] copy = bytes.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
        return new String(copy, StandardCharsets.UTF_8);
    }
}
