// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.dialect;

import org.jspecify.annotations.Nullable;

/**
 * Everything that any dialect's answer is written from.
 *
 * @param id of the request
 * @param model name of the deployment that answered
 * @param createdSeconds since 1970
 * @param scores the scale of its scores
 * @param explanation how it came about; null if nobody asked
 */
public record Answer(String id, String model, long createdSeconds, RerankRequest request,
        Ranking ranking, ScoreMode scores, @Nullable Explanation explanation) {

    /**
     * Where the scores come from and the time went.
     *
     * @param totalMillis from the request's head
     * @param queueMillis until its first pair was tokenised
     * @param waitMillis from then until a lane had its first batch
     * @param scoreMillis from then until its last pair was done
     * @param layout of the rows of tokens; empty if no engine runs
     * @param nativeBuild of llama.cpp; empty if no engine runs
     */
    public record Explanation(double totalMillis, double queueMillis, double waitMillis,
            double scoreMillis, String layout, String nativeBuild) {}
}
