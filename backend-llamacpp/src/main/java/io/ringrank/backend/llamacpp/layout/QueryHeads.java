// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.layout;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the heads of the last queries, because the documents of one request come in several commands:
 * so a query is tokenised once for all of them. Any thread.
 */
final class QueryHeads {

    static final int QUERIES_MAX = 128;

    /** A longer query is tokenised anew for each command. */
    static final int CHARACTERS_MAX = 4096;

    /** The one that was asked for longest ago is the first. Guarded by this. */
    private final Map<Question, QueryHead> heads =
            new LinkedHashMap<>(QUERIES_MAX, 0.75f, true) {

                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Question, QueryHead> eldest) {
                    return size() > QUERIES_MAX;
                }
            };

    private record Question(String query, String instruction) {}

    QueryHead get(String query, String instruction, Supplier<QueryHead> otherwise) {
        if (query.length() > CHARACTERS_MAX) {
            return otherwise.get();
        }
        Question question = new Question(query, instruction);
        QueryHead known = find(question);
        if (known != null) {
            return known;
        }
        // Without the lock: others need not wait for this tokenizer.
        QueryHead fresh = otherwise.get();
        keep(question, fresh);
        return fresh;
    }

    private synchronized @Nullable QueryHead find(Question question) {
        return heads.get(question);
    }

    private synchronized void keep(Question question, QueryHead head) {
        heads.put(question, head);
    }
}
