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
 * @param problems of documents without a score
 */
record RerankAnswer(String json, List<Row> rows, List<String> problems) {

    private static final int TEXT_CHARS_MAX = 72;
    private static final int PROBLEM_CHARS_MAX = 500;

    /**
     * One document.
     *
     * @param index in the request
     * @param place of its best window in it, or empty
     * @param text of the window, or of the document
     */
    record Row(int index, double score, String place, String text) {}

    RerankAnswer {
        rows = List.copyOf(rows);
        problems = List.copyOf(problems);
    }

    /** Reads the fields it needs; {@code documents} stand in where the server sent no texts. */
    static RerankAnswer of(String json, JsonNode body, List<String> documents) {
        List<Row> rows = body.path("results")
                .valueStream()
                .map(result -> row(result, documents))
                .toList();
        // Line breaks in JSON stand only between its tokens.
        return new RerankAnswer(json.strip().replaceAll("\\R", " "), rows,
                body.path("errors").valueStream().map(RerankAnswer::problem).toList());
    }

    /** Shows rank, index, score and the beginning of each document or of its best window. */
    void printTable(PrintStream out) {
        out.println("rank  index     score  document");
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            out.println(String.format(Locale.ROOT, "%4d  %5d  %8.3f  %s", i + 1, row.index(),
                    row.score(), row.place() + TerminalText.shown(row.text(), TEXT_CHARS_MAX)));
        }
        problems.forEach(problem -> out.println(TerminalText.shown(problem, PROBLEM_CHARS_MAX)));
    }

    private static Row row(JsonNode result, List<String> documents) {
        int index = result.path("index").asInt(-1);
        String sent = index >= 0 && index < documents.size() ? documents.get(index) : "";
        String text = result.path("document").path("text").asText(sent);
        double score = result.path("relevance_score").asDouble();
        JsonNode window = result.path("window");
        int characters = text.codePointCount(0, text.length());
        int start = window.path("start").asInt(-1);
        int end = window.path("end").asInt(-1);
        return start < 0 || end < start || end > characters
                ? new Row(index, score, "", text)
                : new Row(index, score, "[" + start + ".." + end + "] ",
                        text.substring(text.offsetByCodePoints(0, start),
                                text.offsetByCodePoints(0, end)));
    }

    private static String problem(JsonNode error) {
        return "no score for document " + error.path("index").asInt(-1) + ": "
                + error.path("message").asText("no reason");
    }
}
