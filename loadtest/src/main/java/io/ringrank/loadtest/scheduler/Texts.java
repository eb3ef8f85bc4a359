// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.scheduler;

import java.util.ArrayList;
import java.util.List;

/** Documents that nobody has asked for before. One thread. */
final class Texts {

    private final String filler;
    private long next;

    /** @param bytes of each document, at least 32 */
    Texts(int bytes) {
        this.filler = "x".repeat(bytes - NUMBER_CHARS);
    }

    private static final int NUMBER_CHARS = 20;

    String next() {
        String number = Long.toString(next++);
        return " ".repeat(NUMBER_CHARS - number.length()) + number + filler;
    }

    List<String> next(int count) {
        List<String> texts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            texts.add(next());
        }
        return texts;
    }
}
