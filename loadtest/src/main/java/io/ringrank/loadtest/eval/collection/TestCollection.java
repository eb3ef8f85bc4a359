// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.eval.collection;

import java.util.List;
import java.util.Map;

/**
 * What an evaluation works on.
 *
 * @param documents texts of all candidates, by id
 */
public record TestCollection(List<Topic> topics, Map<String, String> documents, LeftOut leftOut) {

    public TestCollection {
        topics = List.copyOf(topics);
    }

    /** What the documents' texts take in memory, roughly. */
    public long textBytes() {
        return documents.values().stream().mapToLong(TextReader::bytes).sum();
    }
}
