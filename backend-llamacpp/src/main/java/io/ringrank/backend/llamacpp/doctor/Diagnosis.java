// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.doctor;

import java.util.List;

/** What the doctor says about a file. Any thread. */
public sealed interface Diagnosis {

    /** An engine may load it. */
    record Ok() implements Diagnosis {}

    /**
     * No engine must see it: it would kill the engine, or score wrongly.
     *
     * @param reasons at least one; each is a sentence without its full stop that names a key, a
     *        tensor or a place in the file and says what to do
     */
    record Refused(List<String> reasons) implements Diagnosis {

        public Refused {
            reasons = List.copyOf(reasons);
            if (reasons.isEmpty()) {
                throw new IllegalArgumentException("refused without a reason");
            }
        }
    }
}
