// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.ticket;

import io.ringrank.scheduler.pair.ScoringOptions;
import java.util.List;

/**
 * One request for scores.
 *
 * @param query not empty
 * @param documents at least one; an empty document is scored like any other
 */
public record RerankJob(Caller caller, String query, List<String> documents,
        ScoringOptions options, JobTerms terms) {

    public RerankJob {
        documents = List.copyOf(documents);
        if (query.isEmpty() || documents.isEmpty()) {
            throw new IllegalArgumentException("a job needs a query and documents");
        }
    }

    public RerankJob withTerms(JobTerms other) {
        return new RerankJob(caller, query, documents, options, other);
    }
}
