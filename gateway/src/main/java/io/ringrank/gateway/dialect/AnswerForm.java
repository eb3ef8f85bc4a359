// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.dialect;

/**
 * What a request wants to see of its scores.
 *
 * @param resultsMax how many of the best to return, at least 1
 * @param scores their scale
 * @param debug whether to say how they came about
 */
public record AnswerForm(int resultsMax, boolean returnDocuments, ScoreMode scores,
        boolean debug) {}
