// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.layout;

import io.ringrank.scheduler.pair.TokenRow;

/**
 * What all pairs of a query begin with.
 *
 * @param frame round the texts, by the query's instruction
 * @param queryTokens of the query's own text
 * @param prefix everything before a document
 */
record QueryHead(PairFrame frame, int queryTokens, TokenRow prefix) {}
