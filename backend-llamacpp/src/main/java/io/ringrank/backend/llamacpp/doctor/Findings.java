// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.doctor;

import io.ringrank.backend.llamacpp.model.ModelSummary;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** Collects what is found: the first few faults, and what is done about the rest. One thread at a time. */
final class Findings {

    /** A file that is wrong in one way is often wrong in the same way a thousand times. */
    static final int REASONS_MAX = 10;

    static final String CONVERT = "convert the model again, or get the file from another source";
    static final String FETCH = "fetch the file again and compare its SHA-256";

    private static final int QUOTED_CHARACTERS = 40;

    private final DoctorOptions options;
    private final List<String> reasons = new ArrayList<>();
    private final List<String> overrides = new ArrayList<>();
    private final Set<String> newerOnly = new LinkedHashSet<>();
    private int more;

    Findings(DoctorOptions options) {
        this.options = options;
    }

    /**
     * Notes why the file is refused.
     *
     * @param remedy what to do about it
     */
    void add(String fault, String remedy) {
        if (reasons.size() < REASONS_MAX) {
            reasons.add(fault + ": " + remedy);
        } else {
            more++;
        }
    }

    /** Notes why scores would be off; a reason to refuse the file unless that is allowed. */
    void degraded(String fault, String remedy) {
        if (options.allowDegraded()) {
            overrides.add(fault + "; it ranks all the same, because degraded models are allowed");
        } else {
            add(fault, remedy + "; or set engine.allow-degraded to rank with it all the same");
        }
    }

    /** Notes what is done otherwise than the file says. */
    void override(String done) {
        overrides.add(done);
    }

    /** Notes what llama.cpp b4916 doesn't know, for people. */
    void newerOnly(String what) {
        newerOnly.add(what);
    }

    /** Returns whether nothing speaks against the file so far. */
    boolean isEmpty() {
        return reasons.isEmpty();
    }

    List<String> newerOnly() {
        return List.copyOf(newerOnly);
    }

    /** The verdict on a file that has a fault. */
    Diagnosis refusal() {
        List<String> all = new ArrayList<>(reasons);
        if (more > 0) {
            all.add("the file has " + more + " more faults of these kinds: " + CONVERT);
        }
        return new Diagnosis.Refused(all);
    }

    /** @param summary asked only if the file can be used */
    Diagnosis diagnosis(Supplier<ModelSummary> summary) {
        if (!reasons.isEmpty()) {
            return refusal();
        }
        return overrides.isEmpty()
                ? new Diagnosis.Ok(summary.get())
                : new Diagnosis.Overridden(summary.get(), overrides);
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
