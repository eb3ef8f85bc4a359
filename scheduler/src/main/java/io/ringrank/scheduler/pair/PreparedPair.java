// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.pair;

/**
 * A pair after tokenising, or a window of one: what an engine needs to score it.
 *
 * @param prefix everything before the document; pairs of one query share the same object, so that a
 *        score frame carries it once
 * @param suffix the document and what follows it
 * @param truncated whether text was cut off at its end
 */
public record PreparedPair(TokenRow prefix, TokenRow suffix, boolean truncated) {

    /** Length of the whole row in tokens. */
    public int tokens() {
        return prefix.length() + suffix.length();
    }
}
