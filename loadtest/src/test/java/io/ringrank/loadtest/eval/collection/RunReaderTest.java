// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.eval.collection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunReaderTest {

    @TempDir
    Path folder;

    @Test
    void orders_by_score_and_not_by_rank_or_line() throws BadFileException {
        assertThat(ranking("q Q0 d1 1 -2.5 t\nq Q0 d2 2 1e3 t\nq\tQ0\td3\t3\t  7.25\tt\n", 10))
                .containsExactly("d2", "d3", "d1");
    }

    @Test
    void orders_equal_scores_by_the_bytes_of_the_later_id_first() throws BadFileException {
        // The last id is beyond the first 65,536 characters, which UTF-16 puts before U+FF5E.
        assertThat(ranking("""
                           q Q0 d10 1 1 t
                           q Q0 d9 2 1 t
                           q Q0 D9 3 1.0 t
                           q Q0 d\uFF5E 4 1 t
                           q Q0 d\uD83D\uDE00 5 1 t
                           q Q0 a 6 2 t
                           """, 10)).containsExactly("a", "d\uD83D\uDE00", "d\uFF5E", "d9", "d10",
                "D9");
    }

    @Test
    void keeps_the_best_in_whatever_order_they_come() throws BadFileException {
        assertThat(ranking("q Q0 a 0 1 t\nq Q0 c 0 3 t\nq Q0 b 0 2 t\nq Q0 d 0 4 t\n", 2))
                .containsExactly("d", "c");
    }

    @Test
    void knows_all_queries_and_gives_candidates_of_those_that_are_wanted() throws Exception {
        RunReader run = run("# by bm25\nq2 Q0 d1 1 1 t\nq1 Q0 d1 1 1 t\nq2 Q0 d2 1 1 t\n");

        assertThat(run.queries()).containsExactly("q2", "q1");
        assertThat(run.candidates(Set.of("q1"), 10))
                .isEqualTo(Map.of("q1", List.of(new Candidate("d1", 1))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "q Q0 d1 1 1 | line 1: a line must be \"query Q0 document rank score tag\"",
        "q Q0 d1 1 1 t x | line 1: a line must be \"query Q0 document rank score tag\"",
        "q Q0 d1 1 1 t;q Q0 d2 2 high t | line 2: the score must be a number, not \"high\"",
        "q Q0 d1 1 NaN t | line 1: the score must be a number, not \"NaN\"",
        "q Q0 d1 1 1e999 t | line 1: the score must be a number, not \"1e999\"",
        "q Q0 d1 1 1 t;;q Q0 d1 2 2 t | line 3: query q has document d1 in an earlier line, too",
        "# nothing | the run is empty"})
    void refuses_an_odd_line_with_its_number(String lines, String problem) {
        assertThatExceptionOfType(BadFileException.class)
                .isThrownBy(() -> ranking(lines.replace(';', '\n') + "\n", 10))
                .satisfies(refusal -> assertThat(refusal.problem()).contains("run")
                        .contains(problem));
    }

    @Test
    void a_written_run_reads_as_it_was() throws Exception {
        List<Candidate> ranking = List.of(new Candidate("d2", 1.5f), new Candidate("d1", 0.1f),
                new Candidate("d3", Math.nextDown(0.1f)), new Candidate("d4", 1.0 / 3 - 1));
        StringBuilder written = new StringBuilder();

        new RunWriter(written).write("q", ranking);

        assertThat(written).startsWith("q Q0 d2 1 1.5 ringrank\nq Q0 d1 2 0.1 ringrank\n");
        assertThat(ranking(written.toString(), 10)).containsExactly("d2", "d1", "d3", "d4");
    }

    private List<String> ranking(String content, int topK) throws BadFileException {
        RunReader run = run(content);
        return run.candidates(run.queries(), topK)
                .values()
                .stream()
                .flatMap(List::stream)
                .map(Candidate::document)
                .toList();
    }

    private RunReader run(String content) {
        return new RunReader(FilesInFolder.file(folder, "run", content));
    }
}
