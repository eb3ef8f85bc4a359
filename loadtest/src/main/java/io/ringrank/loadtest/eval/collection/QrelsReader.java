// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.eval.collection;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads judgements: TREC's four columns ({@code query iteration document grade}, white space between
 * them) or BEIR's three ({@code query-id corpus-id score} with tabs, and these names in the first
 * line). One thread.
 */
final class QrelsReader {

    private static final int JUDGEMENTS_MAX = 5_000_000;
    private static final List<String> BEIR_HEADER = List.of("query-id", "corpus-id", "score");
    private static final String WANTED = "a line must be \"query 0 document grade\" (TREC), or"
            + " begin the file with query-id, corpus-id and score (BEIR)";

    private final Map<String, Map<String, Integer>> grades = new LinkedHashMap<>();
    private final Map<String, String> documents = new HashMap<>();
    private int judgements;

    private QrelsReader() {}

    static Judgements read(Path file) throws BadFileException {
        try (LineReader lines = LineReader.open(file)) {
            return new QrelsReader().read(lines);
        }
    }

    private Judgements read(LineReader lines) throws BadFileException {
        String line = lines.next();
        boolean beir = line != null && Columns.split(line).equals(BEIR_HEADER);
        if (beir) {
            line = lines.next();
        }
        while (line != null) {
            if (beir) {
                beir(lines, line);
            } else if (!Columns.isComment(line)) {
                trec(lines, line);
            }
            line = lines.next();
        }
        if (grades.isEmpty()) {
            throw lines.bad("the file has no judgements; " + WANTED);
        }
        return new Judgements(grades);
    }

    private void trec(LineReader lines, String line) throws BadFileException {
        List<String> columns = Columns.split(line);
        if (columns.size() != 4) {
            throw lines.bad(WANTED);
        }
        add(lines, columns.get(0), columns.get(2), columns.get(3));
    }

    private void beir(LineReader lines, String line) throws BadFileException {
        String[] columns = line.split("\t", -1);
        if (columns.length != 3 || columns[0].isBlank() || columns[1].isBlank()) {
            throw lines.bad("a line must have a query, a document and a grade with tabs between"
                    + " them, as the first line says");
        }
        add(lines, columns[0], columns[1], columns[2].strip());
    }

    private void add(LineReader lines, String query, String document, String grade)
            throws BadFileException {
        if (++judgements > JUDGEMENTS_MAX) {
            throw lines.bad("a file may have at most " + JUDGEMENTS_MAX + " judgements");
        }
        int value = number(lines, grade);
        Integer before = grades.computeIfAbsent(query, _ -> new HashMap<>())
                .putIfAbsent(documents.computeIfAbsent(document, same -> same), value);
        if (before != null && before != value) {
            throw lines.bad("document " + document + " of query " + query + " has the grade "
                    + before + " in an earlier line and " + value + " here");
        }
    }

    private static int number(LineReader lines, String grade) throws BadFileException {
        try {
            return Integer.parseInt(grade);
        } catch (NumberFormatException e) {
            throw lines.bad("the grade must be a whole number, not \"" + grade + "\"");
        }
    }
}
