// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.dialect;

import java.io.IOException;
import java.util.List;

/** Mixedbread's: documents are {@code input}. */
record MixedbreadDialect() implements Dialect {

    private static final FieldNames FIELDS = FieldNames.COMMON.and(Field.QUERY, "query")
            .and(Field.DOCUMENTS, "input")
            .and(Field.TOP_N, "top_k")
            .and(Field.RETURN_DOCUMENTS, "return_input")
            .and(Field.RANK_FIELDS, "rank_fields")
            .and(Field.REWRITE_QUERY, "rewrite_query");

    private static final ResultShape RESULT =
            new ResultShape("score", "input", false, "rank_result");

    @Override
    public String name() {
        return "mixedbread";
    }

    @Override
    public List<String> paths() {
        return List.of("/mixedbread/v1/reranking", "/mixedbread/reranking");
    }

    @Override
    public FieldNames fields() {
        return FIELDS;
    }

    @Override
    public void write(AnswerJson out) throws IOException {
        AnswerForm form = out.answer().request().form();
        out.begin();
        out.text("object", "list");
        out.text("id", out.answer().id());
        out.text("model", out.answer().model());
        out.results("data", RESULT);
        out.number("top_k", form.resultsMax());
        out.flag("return_input", form.returnDocuments());
        out.usage();
        out.end();
    }

    @Override
    public String example() {
        return """
               {"query": "What is a panda?", "input": ["hi", {"text": "The giant panda is a bear."}], \
               "top_k": 1, "return_input": true}""";
    }
}
