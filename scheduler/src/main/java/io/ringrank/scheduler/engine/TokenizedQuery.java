// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.engine;

import io.ringrank.scheduler.pair.PreparedPair;
import io.ringrank.scheduler.pair.TokenRow;
import java.util.List;

/** What tokenising one query with its documents gave. */
public sealed interface TokenizedQuery {

    /** The rows, one suffix for each document, in their order. */
    record Rows(TokenRow prefix, List<Suffix> suffixes) implements TokenizedQuery {

        public Rows {
            suffixes = List.copyOf(suffixes);
        }

        /** The query with the document at that index. */
        public PreparedPair pair(int index) {
            Suffix suffix = suffixes.get(index);
            return new PreparedPair(prefix, suffix.row(), suffix.truncated());
        }
    }

    /**
     * The query alone leaves no room for a document; no pair of it can be scored.
     *
     * @param tokens length of the shortest pair with this query; an estimate for a query that is too
     *        large to be tokenised at all
     * @param tokensMax the longest pair of the model
     */
    record QueryTooLong(int tokens, int tokensMax) implements TokenizedQuery {}

    /** A document's part of the row, and whether the document was cut to fit. */
    record Suffix(TokenRow row, boolean truncated) {}
}
