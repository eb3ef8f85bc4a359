// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.eval.collection;

import java.util.Map;

/**
 * What the judges said.
 *
 * @param grades by query and document; from 1 on a document is relevant, the more the higher
 */
record Judgements(Map<String, Map<String, Integer>> grades) {

    Map<String, Integer> of(String query) {
        return grades.getOrDefault(query, Map.of());
    }

    boolean isJudged(String query) {
        return grades.containsKey(query);
    }

    boolean hasRelevant(String query) {
        return of(query).values().stream().anyMatch(grade -> grade > 0);
    }
}
