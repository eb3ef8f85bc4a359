// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.dialect;

import java.io.IOException;
import java.util.List;

/**
 * The answer that most clients read: Jina's, llama-server's, vLLM's, Together's and GPUStack's. Fields
 * may be added here, never changed: clients read {@code document.text} if there is a {@code document}
 * at all, and some want all three token counts.
 */
record StandardDialect(String name, List<String> paths, ScoreMode scores) implements Dialect {

    private static final FieldNames FIELDS = FieldNames.COMMON.and(Field.QUERY, "query")
            .and(Field.DOCUMENTS, "documents")
            .and(Field.TOP_N, "top_n")
            .and(Field.RETURN_DOCUMENTS, "return_documents")
            .and(Field.RANK_FIELDS, "rank_fields")
            .and(Field.MAX_TOKENS_PER_DOCUMENT, "max_doc_length")
            .and(Field.MAX_CHUNKS, "max_chunks_per_doc")
            .and(Field.TRUNCATION, "truncation")
            .and(Field.USE_ACTIVATION, "use_activation")
            .and(Field.PAIR_TOKENS, "truncate_prompt_tokens")
            .and(Field.QUERY_TOKENS, "max_tokens_per_query")
            .and(Field.TRUNCATION_SIDE, "truncation_side");

    StandardDialect {
        paths = List.copyOf(paths);
    }

    @Override
    public FieldNames fields() {
        return FIELDS;
    }

    @Override
    public boolean returnsDocuments() {
        return true;
    }

    @Override
    public boolean needsEveryScore() {
        return false;
    }

    @Override
    public void write(AnswerJson out) throws IOException {
        out.begin();
        out.text("id", out.answer().id());
        out.text("object", "list");
        out.text("model", out.answer().model());
        out.results("results", ResultShape.RELEVANCE);
        out.shortcomings();
        out.usage();
        out.end();
    }

    @Override
    public String example() {
        return """
               {"query": "What is a panda?", "top_n": 2, "documents": ["hi", \
               {"id": "d-2", "text": "The giant panda is a bear species endemic to China."}]}""";
    }
}
