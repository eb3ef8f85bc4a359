// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.engine;

import io.ringrank.scheduler.pair.CharacterRange;
import io.ringrank.scheduler.pair.PreparedPair;
import io.ringrank.scheduler.pair.TokenRow;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What tokenising one query with its documents gave. */
public sealed interface TokenizedQuery {

    /**
     * The query can be scored.
     *
     * @param prefix everything before a document
     * @param documents in the order of the command
     */
    record Rows(TokenRow prefix, List<TokenizedDocument> documents) implements TokenizedQuery {

        public Rows {
            documents = List.copyOf(documents);
        }

        /** All rows there are to score, document after document. */
        public List<Suffix> suffixes() {
            return documents.stream()
                    .flatMap(
                            document -> document instanceof TokenizedDocument.Suffixes(var suffixes)
                                    ? suffixes.stream()
                                    : null)
                    .toList();
        }

        /** The row at an index of {@link #suffixes()}. */
        public PreparedPair pair(int index) {
            return pair(suffixes().get(index));
        }

        /** The query with a document, or a window of one. */
        public PreparedPair pair(Suffix suffix) {
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

    /**
     * What follows the prefix in a row.
     *
     * @param truncated whether text was cut off at its end
     * @param window which part of the document it is; null for the whole
     */
    record Suffix(TokenRow row, boolean truncated, @Nullable CharacterRange window) {

        /** Of a whole document. */
        public Suffix(TokenRow row, boolean truncated) {
            this(row, truncated, null);
        }
    }
}
