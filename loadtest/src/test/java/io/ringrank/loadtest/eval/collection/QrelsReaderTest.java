// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.eval.collection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QrelsReaderTest {

    @TempDir
    Path folder;

    @Test
    void reads_trec_with_any_white_space_and_comments() throws BadFileException {
        assertThat(read("# pool of 2024\nq1 0 d1 1\nq1\t0\td#2\t 0\n\nq2 0 d1 -1\n").grades())
                .isEqualTo(Map.of("q1", Map.of("d1", 1, "d#2", 0), "q2", Map.of("d1", -1)));
    }

    @Test
    void reads_beir_with_spaces_in_ids() throws BadFileException {
        assertThat(read("query-id\tcorpus-id\tscore\nq 1\td 1\t2\r\nq 1\t#2\t1\n").grades())
                .isEqualTo(Map.of("q 1", Map.of("d 1", 2, "#2", 1)));
    }

    @Test
    void the_same_judgement_twice_is_one() throws BadFileException {
        assertThat(read("q1 0 d1 1\nq1 0 d1 1\n").of("q1")).isEqualTo(Map.of("d1", 1));
    }

    @Test
    void knows_which_queries_have_something_to_find() throws BadFileException {
        Judgements judgements = read("q1 0 d1 1\nq2 0 d1 0\n");

        assertThat(judgements.hasRelevant("q1")).isTrue();
        assertThat(judgements.hasRelevant("q2")).isFalse();
        assertThat(judgements.isJudged("q2")).isTrue();
        assertThat(judgements.isJudged("q3")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "q1 0 d1 | line 1: a line must be \"query 0 document grade\" (TREC)",
        "q1 0 d1 1 extra | line 1: a line must be \"query 0 document grade\" (TREC)",
        "q1 0 d1 1;q1 0 d2 good | line 2: the grade must be a whole number, not \"good\"",
        "q1 0 d1 1.5 | line 1: the grade must be a whole number, not \"1.5\"",
        "q1 0 d1 99999999999 | line 1: the grade must be a whole number",
        "q1 0 d1 1;q1 0 d1 2 | line 2: document d1 of query q1 has the grade 1 in an earlier line",
        "query-id corpus-id score;q1 d1 1 | line 2: a line must have a query, a document and",
        "query-id\tcorpus-id\tscore;q1\td1 | line 2: a line must have a query, a document and",
        "query-id\tcorpus-id\tscore;\td1\t1 | line 2: a line must have a query, a document and",
        "query-id\tcorpus-id\tscore | the file has no judgements",
        "# nothing | the file has no judgements",
        "q1 0 \u001b[2J x | line 1: the grade must be a whole number, not \"x\""})
    void refuses_an_odd_line_with_its_number(String lines, String problem) {
        assertThatExceptionOfType(BadFileException.class)
                .isThrownBy(() -> read(lines.replace(';', '\n') + "\n"))
                .satisfies(refusal -> assertThat(refusal.problem()).contains("qrels")
                        .contains(problem));
    }

    private Judgements read(String content) throws BadFileException {
        return QrelsReader.read(FilesInFolder.file(folder, "qrels", content));
    }
}
