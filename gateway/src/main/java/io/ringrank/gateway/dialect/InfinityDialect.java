// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.dialect;

import java.io.IOException;
import java.util.List;

/** Infinity's: its client wants {@code object} to be rerank, and documents as plain texts. */
record InfinityDialect() implements Dialect {

    private static final FieldNames FIELDS = FieldNames.COMMON.and(Field.QUERY, "query")
            .and(Field.DOCUMENTS, "documents")
            .and(Field.TOP_N, "top_n")
            .and(Field.RETURN_DOCUMENTS, "return_documents")
            .and(Field.RAW_SCORES, "raw_scores");

    @Override
    public String name() {
        return "infinity";
    }

    @Override
    public List<String> paths() {
        return List.of("/infinity/rerank", "/infinity/v1/rerank");
    }

    @Override
    public FieldNames fields() {
        return FIELDS;
    }

    @Override
    public void write(AnswerJson out) throws IOException {
        out.begin();
        out.text("object", "rerank");
        out.results("results", ResultShape.PLAIN);
        out.text("model", out.answer().model());
        out.usage();
        out.text("id", out.answer().id());
        out.number("created", out.answer().createdSeconds());
        out.end();
    }

    @Override
    public String example() {
        return """
               {"query": "What is a panda?", "documents": ["hi", "The giant panda is a bear."], \
               "top_n": 1, "return_documents": true, "raw_scores": false}""";
    }
}
