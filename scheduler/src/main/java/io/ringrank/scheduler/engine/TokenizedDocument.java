// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.engine;

import io.ringrank.scheduler.engine.TokenizedQuery.Suffix;
import java.util.List;

/** What tokenising one document of a query gave. */
public sealed interface TokenizedDocument {

    /** @param suffixes one, or one for each window in their order */
    record Suffixes(List<Suffix> suffixes) implements TokenizedDocument {

        public Suffixes {
            suffixes = List.copyOf(suffixes);
            if (suffixes.isEmpty()) {
                throw new IllegalArgumentException("even an empty document has a row");
            }
        }
    }

    /**
     * It has more tokens than it may have, and the request wants it refused then.
     *
     * @param tokens of its text; an estimate for a document that is too large to be tokenised at all
     * @param tokensMax that it may have
     */
    record TooLong(int tokens, int tokensMax) implements TokenizedDocument {}

    /** It could not be done for this document; its neighbours are well. */
    record Failed(String message) implements TokenizedDocument {}
}
