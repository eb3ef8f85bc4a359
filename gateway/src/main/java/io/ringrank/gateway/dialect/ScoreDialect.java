// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.dialect;

import java.io.IOException;
import java.util.List;

/** vLLM's scores of pairs: one text with one or many, or each of many with its own; in their order. */
record ScoreDialect() implements Dialect {

    private static final FieldNames FIELDS =
            FieldNames.COMMON.and(Field.LEFT, "text_1", "queries", "data_1")
                    .and(Field.RIGHT, "text_2", "documents", "items", "data_2")
                    .and(Field.USE_ACTIVATION, "use_activation")
                    .and(Field.PAIR_TOKENS, "truncate_prompt_tokens")
                    .and(Field.QUERY_TOKENS, "max_tokens_per_query")
                    .and(Field.TRUNCATION_SIDE, "truncation_side");

    private static final ResultShape RESULT = new ResultShape("score", "text_2", false, "score");

    @Override
    public String name() {
        return "score";
    }

    @Override
    public List<String> paths() {
        return List.of("/score", "/v1/score", "/vllm/score", "/vllm/v1/score");
    }

    @Override
    public FieldNames fields() {
        return FIELDS;
    }

    @Override
    public void write(AnswerJson out) throws IOException {
        out.begin();
        out.text("id", out.answer().id());
        out.text("object", "list");
        out.number("created", out.answer().createdSeconds());
        out.text("model", out.answer().model());
        out.resultsInOrder("data", RESULT);
        out.usage();
        out.end();
    }

    @Override
    public String example() {
        return """
               {"text_1": ["What is a panda?", "What is a fox?"], \
               "text_2": ["The giant panda is a bear.", "A fox is a small canine."]}""";
    }
}
