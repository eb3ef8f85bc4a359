// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.dialect;

import io.ringrank.gateway.error.ErrorShape;
import java.io.IOException;
import java.util.List;

/** Text Embeddings Inference's: a bare list. It takes llama-server's {@code top_n} as well. */
record TeiDialect() implements Dialect {

    private static final FieldNames FIELDS = FieldNames.COMMON.and(Field.QUERY, "query")
            .and(Field.DOCUMENTS, "texts")
            .and(Field.TOP_N, "top_n")
            .and(Field.RETURN_DOCUMENTS, "return_text")
            .and(Field.RAW_SCORES, "raw_scores")
            .and(Field.TRUNCATE, "truncate")
            .and(Field.TRUNCATION_SIDE, "truncation_direction");

    private static final ResultShape RESULT = new ResultShape("score", "text", false, "");

    @Override
    public String name() {
        return "tei";
    }

    @Override
    public List<String> paths() {
        return List.of("/tei/rerank");
    }

    @Override
    public FieldNames fields() {
        return FIELDS;
    }

    @Override
    public void write(AnswerJson out) throws IOException {
        out.results(RESULT);
    }

    @Override
    public ErrorShape errors() {
        return ErrorShape.TEI;
    }

    @Override
    public String example() {
        return """
               {"query": "What is a panda?", "texts": ["hi", "The giant panda is a bear."], \
               "raw_scores": false, "return_text": true, "truncate": true, \
               "truncation_direction": "Right"}""";
    }
}
