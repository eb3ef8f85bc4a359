// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.layout;

import java.util.List;

/**
 * What became of one query and its documents when they were tokenised. Any thread.
 */
public sealed interface TokenizedPairs {

    /**
     * The rows of all pairs.
     *
     * @param prefix the shared start of every pair
     * @param documents the end of each pair, in the order of the documents
     */
    record Rows(TokenRow prefix, List<DocumentRow> documents) implements TokenizedPairs {
        public Rows {
            documents = List.copyOf(documents);
        }

        /** Returns the row of the pair at an index of {@link #documents()}. */
        public PairRow pair(int index) {
            return new PairRow(prefix, documents.get(index).suffix());
        }
    }

    /**
     * The query alone leaves no room for a token of a document; no pair can be scored.
     *
     * @param tokens tokens of a pair with this query and one document token; counted as characters /
     *     {@value PairTokenizer#CHARACTERS_PER_TOKEN} for a query too large to be tokenised at all
     * @param mostTokens the longest pair of the model in tokens
     */
    record QueryTooLong(int tokens, int mostTokens) implements TokenizedPairs {}
}
