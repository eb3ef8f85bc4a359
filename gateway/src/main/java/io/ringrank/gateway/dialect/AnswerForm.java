// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.dialect;

import org.jspecify.annotations.Nullable;

/**
 * What a request wants to see of its scores.
 *
 * @param resultsMax how many of the best to return, at least 1
 * @param scores their scale; null if the request doesn't say
 * @param debug whether to say how they came about
 */
public record AnswerForm(int resultsMax, boolean returnDocuments, @Nullable ScoreMode scores,
        boolean debug) {}
