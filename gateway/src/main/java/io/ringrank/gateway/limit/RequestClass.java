// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.limit;

import java.util.Arrays;
import java.util.Optional;

/** Whose requests go first. */
public enum RequestClass {
    /** Somebody waits for the answer. */
    INTERACTIVE("interactive"),
    /** Nobody does; it takes what is left over, but never nothing. */
    BATCH("batch");

    private final String word;

    RequestClass(String word) {
        this.word = word;
    }

    /** As it is stored and shown. */
    public String word() {
        return word;
    }

    public static Optional<RequestClass> ofWord(String word) {
        return Arrays.stream(values()).filter(c -> c.word.equals(word)).findFirst();
    }
}
