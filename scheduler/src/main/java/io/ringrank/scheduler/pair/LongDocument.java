// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.pair;

/** What becomes of a document that has more tokens than it may have. Any thread. */
public sealed interface LongDocument {

    /** Its end is cut off, and its score says so. */
    record Truncate() implements LongDocument {}

    /**
     * It is scored in overlapping windows, and the best of them counts.
     *
     * @param windowTokens most tokens of a window; 0 for as many as a document may have, and no more
     *        than that in any case
     * @param overlapTokens tokens that two neighbours share, about; {@value #OVERLAP_DEFAULT} for an
     *        eighth of a window, and less than half of one in any case
     */
    record MaxWindow(int windowTokens, int overlapTokens) implements LongDocument {

        public static final int OVERLAP_DEFAULT = -1;

        /** Of a document at most; what lies behind them is cut off. */
        public static final int WINDOWS_MAX = 64;

        public MaxWindow {
            if (windowTokens < 0 || overlapTokens < OVERLAP_DEFAULT) {
                throw new IllegalArgumentException("window " + windowTokens + " or overlap "
                        + overlapTokens + " is negative");
            }
        }
    }

    /** It gets an error of its own; the other documents are scored. */
    record Refuse() implements LongDocument {}
}
