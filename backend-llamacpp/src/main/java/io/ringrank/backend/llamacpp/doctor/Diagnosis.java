// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.doctor;

import io.ringrank.backend.llamacpp.model.ModelSummary;
import java.util.List;

/** What the doctor says about a file. Any thread. */
public sealed interface Diagnosis {

    /** An engine may load it, and everything is done as the file says. */
    record Ok(ModelSummary summary) implements Diagnosis {}

    /**
     * An engine may load it, but something must be done otherwise than the file says, or its scores
     * are off and that was allowed.
     *
     * @param overrides at least one; each is a sentence without its full stop
     */
    record Overridden(ModelSummary summary, List<String> overrides) implements Diagnosis {

        public Overridden {
            overrides = List.copyOf(overrides);
            if (overrides.isEmpty()) {
                throw new IllegalArgumentException("overridden without an override");
            }
        }
    }

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
