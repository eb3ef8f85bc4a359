// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.eval.client;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of a request. */
public sealed interface Answer {

    /**
     * The server scored documents, perhaps not all of them.
     *
     * @param model that the server says it asked
     * @param ranking best first; a document is there once or not at all
     * @param truncated documents that the model saw the beginning of
     * @param tokens of all pairs
     * @param cachedTokens of those pairs that were not computed anew
     */
    record Scored(String model, List<Score> ranking, int truncated, long tokens,
            long cachedTokens) implements Answer {

        public Scored {
            ranking = List.copyOf(ranking);
        }
    }

    /** @param index of the document in the request */
    record Score(int index, float score) {}

    /**
     * There are no scores.
     *
     * @param reason for people
     * @param retryAfter when asking again may help, or null if it won't
     */
    record Failed(String reason, @Nullable Duration retryAfter) implements Answer {}
}
