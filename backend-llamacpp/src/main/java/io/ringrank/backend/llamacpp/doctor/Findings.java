// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.doctor;

import java.util.ArrayList;
import java.util.List;

/** Collects reasons, the first few of them. One thread at a time. */
final class Findings {

    /** A file that is wrong in one way is often wrong in the same way a thousand times. */
    static final int REASONS_MAX = 10;

    static final String CONVERT = "convert the model again, or get the file from another source";
    static final String FETCH = "fetch the file again and compare its SHA-256";

    private static final int QUOTED_CHARACTERS = 40;

    private final List<String> reasons = new ArrayList<>();
    private int more;

    /** @param remedy what to do about it */
    void add(String fault, String remedy) {
        if (reasons.size() < REASONS_MAX) {
            reasons.add(fault + ": " + remedy);
        } else {
            more++;
        }
    }

    boolean isEmpty() {
        return reasons.isEmpty();
    }

    Diagnosis diagnosis() {
        if (reasons.isEmpty()) {
            return new Diagnosis.Ok();
        }
        List<String> all = new ArrayList<>(reasons);
        if (more > 0) {
            all.add("the file has " + more + " more faults of these kinds: " + CONVERT);
        }
        return new Diagnosis.Refused(all);
    }

    /** A text of the file as messages show it: short, on one line, in quotes. */
    static String quote(String text) {
        StringBuilder quoted = new StringBuilder("'");
        text.codePoints().limit(QUOTED_CHARACTERS).forEach(c -> {
            if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT) {
                quoted.append(String.format("\\u%04x", c));
            } else {
                quoted.appendCodePoint(c);
            }
        });
        return quoted.append(text.codePointCount(0, text.length()) > QUOTED_CHARACTERS
                ? "...'"
                : "'").toString();
    }
}
