// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.eval.collection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextReaderTest {

    @TempDir
    Path folder;

    @Test
    void reads_json_lines_with_the_title_before_the_text() throws BadFileException {
        assertThat(documents(
                """
                {"_id": "d1", "title": "Bears", "text": "eat honey", "metadata": {"a": [1]}}
                {"title": "", "text": "no title", "_id": "d2"}
                {"_id": 3, "text": "a number for an id", "title": null}
                {"_id": "d4", "text": "not wanted"}
                """, "d1", "d2", "3"))
                .isEqualTo(Map.of("d1", "Bears eat honey", "d2", "no title", "3",
                        "a number for an id"));
    }

    @Test
    void reads_tab_separated_lines_with_and_without_titles() throws BadFileException {
        assertThat(documents("d1\teat honey\nd2\tBears\teat fish\nd3\t\n", "d1", "d2", "d3"))
                .isEqualTo(Map.of("d1", "eat honey", "d2", "Bears eat fish", "d3", ""));
    }

    @Test
    void leaves_titles_out_if_told_to() throws BadFileException {
        Path file = FilesInFolder.file(folder, "docs", "d1\tBears\teat honey\n");

        assertThat(new TextReader(file, true, TextRow::text, Long.MAX_VALUE).read(Set.of("d1"),
                "document")).isEqualTo(Map.of("d1", "eat honey"));
    }

    @Test
    void reads_no_further_than_it_must() throws BadFileException {
        assertThat(documents("d1\ttext\nnonsense without a tab\n", "d1"))
                .isEqualTo(Map.of("d1", "text"));
    }

    @Test
    void a_row_that_is_not_wanted_may_be_odd_behind_its_id() throws BadFileException {
        assertThat(documents("{\"_id\": \"d1\", \"text\": 1.5}\n{\"_id\": \"d2\", \"text\": \"t\"}",
                "d2")).isEqualTo(Map.of("d2", "t"));
    }

    @Test
    void refuses_more_than_it_may_keep() {
        Path file = FilesInFolder.file(folder, "docs",
                "d1\t" + "x".repeat(1 << 20) + "\nd2\t" + "x".repeat(1 << 20) + "\nd3\tx\n");

        assertThatExceptionOfType(BadFileException.class)
                .isThrownBy(() -> new TextReader(file, true, TextRow::text, 3 << 20)
                        .read(Set.of("d1", "d2", "d3"), "document"))
                .satisfies(refusal -> assertThat(refusal.problem()).contains("docs, line 2: the"
                        + " texts to keep take more than 3 MiB; ask for fewer with --limit"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "nonsense | line 1: a line must be an id, a tab and a text, or a JSON object",
        "[{\"_id\": \"d1\"}] | line 1: a line must be an id, a tab and a text, or a JSON object",
        "x\ty;;\ttext | line 3: a line must be an id, a tab and a text",
        "d1\ta\tb\tc | line 1: there are 4 columns",
        "{\"_id\": \"d1\", \"text\": \"cut | line 1: the line is no JSON",
        "{\"_id\": \"d1\"} | line 1: the object has no text",
        "{\"text\": \"t\"} | line 1: the object has no _id",
        "{\"_id\": \"d1\", \"text\": [\"t\"]} | line 1: the field text must be a text",
        "{\"_id\": \"d1\", \"text\": \"t\"} x | line 1: the line is no JSON",
        "{\"_id\": \"d1\", \"text\": \"t\"} {} | line 1: something follows the object",
        "{\"_id\": \"d2\", \"text\": \"t\"};d1\tt | line 2: the line is no JSON",
        "{\"_id\": \"d2\", \"text\": \"t\"};[1] | line 2: the line must be a JSON object",
        "d2\tt;d2\tt;d1\tt | line 2: the id d2 is there twice",
        "d2\tt | docs: has no text for 1 of the 2 wanted; document d1 of the run is one"})
    void refuses_an_odd_line_with_its_number(String lines, String problem) {
        assertThatExceptionOfType(BadFileException.class)
                .isThrownBy(() -> documents(lines.replace(';', '\n'), "d1", "d2"))
                .satisfies(refusal -> assertThat(refusal.problem()).contains(problem));
    }

    @Test
    void a_query_has_no_title() {
        Path file = FilesInFolder.file(folder, "queries", "q1\ta title\ta text\n");

        assertThatExceptionOfType(BadFileException.class)
                .isThrownBy(() -> new TextReader(file, false, TextRow::text, Long.MAX_VALUE)
                        .read(Set.of("q1"), "query"))
                .satisfies(
                        refusal -> assertThat(refusal.problem()).contains("there are 3 columns"));
    }

    private Map<String, String> documents(String content, String... wanted)
            throws BadFileException {
        Path file = FilesInFolder.file(folder, "docs", content);
        return new TextReader(file, true, TextRow::titleAndText, Long.MAX_VALUE)
                .read(Set.of(wanted), "document");
    }
}
