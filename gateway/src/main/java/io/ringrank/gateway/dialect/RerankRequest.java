// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.dialect;

import io.ringrank.scheduler.pair.ScoringOptions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A rerank request that was checked.
 *
 * @param model name of a deployment; null if the client left it open
 * @param query not empty
 * @param documents 1 to {@link RequestLimits#documentsMax}; each may be empty
 * @param resultsMax how many of the best to return, at least 1
 * @param options how its pairs are made and scored
 * @param timeoutMillis 1 to {@link RequestLimits#timeoutMillisMax}, from the request's head
 */
public record RerankRequest(@Nullable String model, String query, List<String> documents,
        int resultsMax, boolean returnDocuments, ScoringOptions options, int timeoutMillis) {

    public RerankRequest {
        documents = List.copyOf(documents);
    }
}
