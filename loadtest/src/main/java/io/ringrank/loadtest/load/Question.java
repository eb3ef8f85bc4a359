// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.load;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** What one request asks. Any thread. */
public record Question(String query, List<String> documents) {

    /** Keeps a copy of the list. */
    public Question {
        documents = List.copyOf(documents);
    }

    /** A body for {@code POST /v1/rerank}. */
    public String body() {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("query", query);
        ArrayNode texts = body.putArray("documents");
        documents.forEach(texts::add);
        return body.toString();
    }
}
