// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.gguf;

/** Leads from deep inside a header to {@link GgufHeaderReader#read}, which makes data of it. */
final class MalformedHeaderException extends Exception {

    private static final long serialVersionUID = 1;

    private final transient GgufReading.Malformed reading;

    MalformedHeaderException(long offset, String expected, String found) {
        super(null, null, false, false);
        this.reading = new GgufReading.Malformed(offset, expected, found);
    }

    GgufReading.Malformed reading() {
        return reading;
    }
}
