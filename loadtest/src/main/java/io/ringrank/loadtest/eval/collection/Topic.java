// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.eval.collection;

import java.util.List;
import java.util.Map;

/**
 * A query with what a first stage found and what judges said.
 *
 * @param candidates of the run, best first; at least one
 * @param grades of the judged documents by id; at least one is relevant, with a grade from 1 on
 */
public record Topic(String id, String query, List<Candidate> candidates,
        Map<String, Integer> grades) {

    public Topic {
        candidates = List.copyOf(candidates);
    }

    /** 0 for a document that nobody judged, as in trec_eval. */
    public int grade(String document) {
        return Math.max(0, grades.getOrDefault(document, 0));
    }

    /** Of all relevant documents, whether candidates or not, highest first. */
    public int[] relevantGrades() {
        return grades.values()
                .stream()
                .filter(grade -> grade > 0)
                .sorted((one, other) -> Integer.compare(other, one))
                .mapToInt(Integer::intValue)
                .toArray();
    }
}
