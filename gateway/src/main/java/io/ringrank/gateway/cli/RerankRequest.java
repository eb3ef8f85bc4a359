// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /v1/rerank}.
 *
 * @param model null leaves it to the server
 * @param topN 0 asks for all
 */
record RerankRequest(@Nullable String model, String query, int topN, List<String> documents,
        Options options) {

    /**
     * What changes scores.
     *
     * @param instruction null for the model's own
     * @param maxTokensPerDoc 0 for as many as the model has room for
     * @param longDocument null leaves it to the server
     */
    record Options(@Nullable String instruction, int maxTokensPerDoc,
            @Nullable String longDocument) {

        static final Options DEFAULT = new Options(null, 0, null);

        private void putInto(ObjectNode body) {
            if (instruction != null) {
                body.put("instruction", instruction);
            }
            if (maxTokensPerDoc > 0) {
                body.put("max_tokens_per_doc", maxTokensPerDoc);
            }
            if (longDocument != null) {
                body.put("long_document", longDocument);
            }
        }
    }

    /** The tutorial's question, which the built-in model answers with 2, 1, 0. */
    static final RerankRequest PANDA = new RerankRequest("builtin", "What is a panda?", 3,
            List.of("hi", "it is a bear",
                    "The giant panda (Ailuropoda melanoleuca), sometimes called a panda bear or "
                            + "simply panda, is a bear species endemic to China."),
            Options.DEFAULT);

    RerankRequest {
        documents = List.copyOf(documents);
    }

    String toJson() {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        if (model != null) {
            body.put("model", model);
        }
        body.put("query", query);
        if (topN > 0) {
            body.put("top_n", topN);
        }
        options.putInto(body);
        ArrayNode texts = body.putArray("documents");
        documents.forEach(texts::add);
        return body.toString();
    }
}
