// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.ticket;

import java.util.Arrays;
import java.util.Optional;

/** How much a job is in a hurry. */
public enum JobClass {

    /** Somebody waits for the answer. */
    INTERACTIVE("interactive"),

    /** Nobody does: it gets an eighth of the machine beside the others, and all of it alone. */
    BATCH("batch");

    private final String word;

    JobClass(String word) {
        this.word = word;
    }

    /** As requests name it, and as it is stored and shown. */
    public String word() {
        return word;
    }

    public static Optional<JobClass> ofWord(String word) {
        return Arrays.stream(values()).filter(c -> c.word.equals(word)).findFirst();
    }
}
