// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.dialect;

import java.io.IOException;
import java.util.List;

/** Voyage's: results under {@code data}, documents as plain texts. */
record VoyageDialect() implements Dialect {

    private static final FieldNames FIELDS = FieldNames.COMMON.and(Field.QUERY, "query")
            .and(Field.DOCUMENTS, "documents")
            .and(Field.TOP_N, "top_k")
            .and(Field.RETURN_DOCUMENTS, "return_documents")
            .and(Field.TRUNCATION, "truncation");

    @Override
    public String name() {
        return "voyage";
    }

    @Override
    public List<String> paths() {
        return List.of("/voyage/v1/rerank", "/voyage/rerank");
    }

    @Override
    public FieldNames fields() {
        return FIELDS;
    }

    @Override
    public void write(AnswerJson out) throws IOException {
        out.begin();
        out.text("object", "list");
        out.results("data", ResultShape.PLAIN);
        out.text("model", out.answer().model());
        out.text("id", out.answer().id());
        out.usage();
        out.end();
    }

    @Override
    public String example() {
        return """
               {"query": "What is a panda?", "documents": ["hi", "The giant panda is a bear."], \
               "top_k": 1, "truncation": true, "return_documents": true}""";
    }
}
