// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.layout;

/**
 * The tokens of one pair: first those of the query, up to where the document starts, then those of
 * the document. The pairs of a query share one prefix object. Any thread.
 *
 * @param prefix the query's part, with the model's fixed tokens round it
 * @param suffix the document's part, with the model's fixed tokens after it
 */
public record PairRow(TokenRow prefix, TokenRow suffix) {

    /** Returns the number of tokens of the pair. */
    public int length() {
        return prefix.length() + suffix.length();
    }
}
