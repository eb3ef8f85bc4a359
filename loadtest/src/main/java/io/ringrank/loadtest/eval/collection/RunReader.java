// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.eval.collection;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads a run in TREC's six columns: {@code query Q0 document rank score tag}. Only query, document
 * and score count, as in trec_eval. One thread.
 */
final class RunReader {

    private static final int QUERIES_MAX = 1_000_000;
    private static final int CANDIDATES_MAX = 4_000_000;

    private final Path file;

    RunReader(Path file) {
        this.file = file;
    }

    /** All queries of the run, in its order. */
    Set<String> queries() throws BadFileException {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new BadFileException(file, "must be a file and not a pipe; it is read twice");
        }
        Set<String> queries = new LinkedHashSet<>();
        try (LineReader lines = LineReader.open(file)) {
            for (String line = lines.next(); line != null; line = lines.next()) {
                if (!Columns.isComment(line)) {
                    queries.add(columns(lines, line).getFirst());
                }
                if (queries.size() > QUERIES_MAX) {
                    throw lines.bad("a run may have at most " + QUERIES_MAX + " queries");
                }
            }
            if (queries.isEmpty()) {
                throw lines.bad("the run is empty");
            }
        }
        return queries;
    }

    /** The best candidates of the wanted queries, best first. */
    Map<String, List<Candidate>> candidates(Set<String> wanted, int topK) throws BadFileException {
        Map<String, TopCandidates> best = new HashMap<>();
        Map<String, String> documents = new HashMap<>();
        int kept = 0;
        try (LineReader lines = LineReader.open(file)) {
            for (String line = lines.next(); line != null; line = lines.next()) {
                List<String> columns = Columns.split(line);
                if (Columns.isComment(line) || !wanted.contains(columns.getFirst())) {
                    continue;
                }
                TopCandidates of =
                        best.computeIfAbsent(columns.getFirst(), _ -> new TopCandidates(topK));
                kept -= of.size();
                offer(lines, columns, of, documents);
                kept += of.size();
                if (kept > CANDIDATES_MAX) {
                    throw lines.bad("there are more than " + CANDIDATES_MAX + " candidates to"
                            + " keep; ask for fewer with --limit or --top-k");
                }
            }
        }
        return best.entrySet()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, of -> of.getValue().bestFirst()));
    }

    /** @param documents one text for each id, since many queries name the same ones */
    private static void offer(LineReader lines, List<String> columns, TopCandidates best,
            Map<String, String> documents) throws BadFileException {
        String document = documents.computeIfAbsent(columns.get(2), same -> same);
        if (!best.offer(new Candidate(document, score(lines, columns.get(4))))) {
            throw lines.bad("query " + columns.getFirst() + " has document " + document
                    + " in an earlier line, too");
        }
    }

    private static List<String> columns(LineReader lines, String line) throws BadFileException {
        List<String> columns = Columns.split(line);
        if (columns.size() != 6) {
            throw lines.bad("a line must be \"query Q0 document rank score tag\", six columns and"
                    + " not " + columns.size());
        }
        score(lines, columns.get(4));
        return columns;
    }

    private static double score(LineReader lines, String text) throws BadFileException {
        try {
            double score = Double.parseDouble(text);
            if (Double.isFinite(score)) {
                return score;
            }
        } catch (NumberFormatException e) {
            // Falls through to the same answer.
        }
        throw lines.bad("the score must be a number, not \"" + text + "\"");
    }
}
