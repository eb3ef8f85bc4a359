// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.engine;

import io.ringrank.scheduler.pair.TokenRow;
import java.util.List;

/** What tokenising one query with its documents gave. */
public sealed interface TokenizedQuery {

    /** The rows, one suffix for each document, in their order. */
    record Rows(TokenRow prefix, List<Suffix> suffixes) implements TokenizedQuery {}

    /**
     * The query alone leaves no room for a document.
     *
     * @param tokens length of the query's part of the row
     * @param tokensMax the longest it may be
     */
    record QueryTooLong(int tokens, int tokensMax) implements TokenizedQuery {}

    /** A document's part of the row, and whether the document was cut to fit. */
    record Suffix(TokenRow row, boolean truncated) {}
}
