// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.gguf;

/** How the reading of a header ended. Any thread. */
public sealed interface GgufReading {

    /** The header is complete. */
    record Read(GgufHeader header) implements GgufReading {}

    /**
     * It is not the header of a GGUF file, or there is more of it than a limit allows.
     *
     * @param offset where, in bytes from the start of the file
     * @param expected what should have stood there
     * @param found what does
     */
    record Malformed(long offset, String expected, String found) implements GgufReading {

        /** Returns a part of a sentence, for people. */
        public String message() {
            return "at byte " + offset + ": expected " + expected + ", found " + found;
        }
    }
}
