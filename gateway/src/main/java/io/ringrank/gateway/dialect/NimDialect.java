// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.dialect;

import java.io.IOException;
import java.util.List;

/** NVIDIA NIM's: passages, and logits. */
record NimDialect() implements Dialect {

    private static final FieldNames FIELDS = FieldNames.COMMON.and(Field.QUERY_OBJECT, "query")
            .and(Field.DOCUMENTS, "passages")
            .and(Field.TRUNCATE, "truncate");

    private static final ResultShape RESULT = new ResultShape("logit", "passage", true, "");

    @Override
    public String name() {
        return "nim";
    }

    @Override
    public List<String> paths() {
        return List.of("/v1/ranking", "/nim/v1/ranking");
    }

    @Override
    public FieldNames fields() {
        return FIELDS;
    }

    @Override
    public ScoreMode scores() {
        return ScoreMode.RAW;
    }

    @Override
    public void write(AnswerJson out) throws IOException {
        out.begin();
        out.results("rankings", RESULT);
        out.text("id", out.answer().id());
        out.text("model", out.answer().model());
        out.usage();
        out.end();
    }

    @Override
    public String example() {
        return """
               {"query": {"text": "What is a panda?"}, "passages": [{"text": "hi"}, \
               {"text": "The giant panda is a bear."}], "truncate": "END"}""";
    }
}
