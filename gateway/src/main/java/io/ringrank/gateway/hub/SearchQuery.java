// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.hub;

import java.util.Locale;
import java.util.Optional;

/**
 * What somebody looks for. Any thread.
 *
 * @param text empty for everything
 * @param gguf whether only repositories with GGUF files count
 * @param task as the hub calls it, for example {@code text-ranking}; many rerankers name none
 * @param page where an earlier {@link SearchPage#next} goes on; empty for the start
 * @param rowsMax from 1 to {@link #ROWS_MAX}
 */
public record SearchQuery(String text, boolean gguf, Optional<String> task, Sort sort,
        Optional<String> page, int rowsMax) {

    public static final int ROWS_MAX = 100;

    /** What comes first; always from most to least. */
    public enum Sort {
        TRENDING, DOWNLOADS, LIKES, UPDATED;

        /** As it stands in requests. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Optional<Sort> ofWord(String word) {
            for (Sort sort : values()) {
                if (sort.word().equals(word)) {
                    return Optional.of(sort);
                }
            }
            return Optional.empty();
        }
    }

    public SearchQuery {
        if (rowsMax < 1 || rowsMax > ROWS_MAX) {
            throw new IllegalArgumentException("rows from 1 to " + ROWS_MAX + ", not " + rowsMax);
        }
    }
}
