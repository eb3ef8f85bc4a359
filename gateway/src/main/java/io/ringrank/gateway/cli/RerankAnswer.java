// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/**
 * A server's answer, best document first.
 *
 * @param json as the server wrote it, on one line
 */
record RerankAnswer(String json, List<Row> rows) {

    private static final int TEXT_CHARS_MAX = 72;

    /** @param index of the document in the request */
    record Row(int index, double score, String text) {}

    RerankAnswer {
        rows = List.copyOf(rows);
    }

    /** Reads the fields it needs; {@code documents} stand in where the server sent no texts. */
    static RerankAnswer of(String json, JsonNode body, List<String> documents) {
        List<Row> rows = body.path("results")
                .valueStream()
                .map(result -> row(result, documents))
                .toList();
        // Line breaks in JSON stand only between its tokens.
        return new RerankAnswer(json.strip().replaceAll("\\R", " "), rows);
    }

    /** Shows rank, index, score and the beginning of each document. */
    void printTable(PrintStream out) {
        out.println("rank  index     score  document");
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            out.println(String.format(Locale.ROOT, "%4d  %5d  %8.3f  %s", i + 1, row.index(),
                    row.score(), TerminalText.shown(row.text(), TEXT_CHARS_MAX)));
        }
    }

    private static Row row(JsonNode result, List<String> documents) {
        int index = result.path("index").asInt(-1);
        String sent = index >= 0 && index < documents.size() ? documents.get(index) : "";
        return new Row(index, result.path("relevance_score").asDouble(),
                result.path("document").path("text").asText(sent));
    }
}
