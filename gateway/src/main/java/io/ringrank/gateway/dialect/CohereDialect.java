// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.dialect;

import java.io.IOException;
import java.util.List;

/** Cohere's, of both versions: scores from 0 to 1, and what would be billed. */
record CohereDialect(String version, String name, List<String> paths) implements Dialect {

    private static final int DOCUMENTS_PER_UNIT = 100;

    private static final FieldNames FIELDS = FieldNames.COMMON.and(Field.QUERY, "query")
            .and(Field.DOCUMENTS, "documents")
            .and(Field.TOP_N, "top_n")
            .and(Field.RETURN_DOCUMENTS, "return_documents")
            .and(Field.RANK_FIELDS, "rank_fields")
            .and(Field.MAX_CHUNKS, "max_chunks_per_doc");

    CohereDialect {
        paths = List.copyOf(paths);
    }

    @Override
    public FieldNames fields() {
        return FIELDS;
    }

    @Override
    public void write(AnswerJson out) throws IOException {
        out.begin();
        out.text("id", out.answer().id());
        out.results("results", ResultShape.RELEVANCE);
        out.beginObject("meta");
        out.beginObject("api_version");
        out.text("version", version);
        out.flag("is_experimental", false);
        out.end();
        out.beginObject("billed_units");
        out.number("search_units", Math.ceilDiv(out.answer().request().documentCount(),
                DOCUMENTS_PER_UNIT));
        out.end();
        out.end();
        out.text("model", out.answer().model());
        out.shortcomings();
        out.usage();
        out.end();
    }

    @Override
    public String example() {
        return """
               {"query": "What is a panda?", "top_n": 2, "rank_fields": ["title", "text"], \
               "documents": ["hi", {"title": "Panda", "text": "It is a bear endemic to China."}]}""";
    }
}
