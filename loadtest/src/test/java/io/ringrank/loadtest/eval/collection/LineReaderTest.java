// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.eval.collection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LineReaderTest {

    @TempDir
    Path folder;

    @Test
    void gives_lines_without_their_ends_and_without_blank_ones() throws Exception {
        assertThat(lines(file("one\r\n\n  \ntwo\nthree"))).containsExactly("one", "two", "three");
    }

    @Test
    void counts_blank_lines_all_the_same() throws Exception {
        try (LineReader lines = LineReader.open(file("one\n\n\nfour"))) {
            lines.next();
            lines.next();

            assertThat(lines.bad("odd").problem()).endsWith("file, line 4: odd");
        }
    }

    @Test
    void unpacks_gzip_by_content_whatever_the_name_says() throws Exception {
        String content = "grün\n".repeat(100_000);

        assertThat(lines(FilesInFolder.packed(folder, "packed.txt", content)))
                .hasSize(100_000)
                .containsOnly("grün");
    }

    @Test
    void reads_gzip_files_that_were_joined() throws Exception {
        byte[] one = Files.readAllBytes(FilesInFolder.packed(folder, "one", "one\n"));
        byte[] two = Files.readAllBytes(FilesInFolder.packed(folder, "two", "two\n"));
        byte[] both = Arrays.copyOf(one, one.length + two.length);
        System.arraycopy(two, 0, both, one.length, two.length);

        assertThat(lines(FilesInFolder.file(folder, "both", both))).containsExactly("one", "two");
    }

    @Test
    void passes_over_a_byte_order_mark_at_the_beginning_only() throws Exception {
        assertThat(lines(file("\uFEFFone\n\uFEFFtwo"))).containsExactly("one", "\uFEFFtwo");
    }

    @Test
    void keeps_a_replacement_character_that_stands_in_the_file() throws Exception {
        assertThat(lines(file("odd \uFFFD but valid"))).containsExactly("odd \uFFFD but valid");
    }

    @Test
    void refuses_what_is_not_utf_8_with_the_line() {
        byte[] latin = {'a', '\n', 'g', 'r', (byte) 0xfc, 'n', '\n'};

        assertRefused(FilesInFolder.file(folder, "file", latin),
                "file, line 2: the text is not valid UTF-8");
    }

    @Test
    void refuses_a_line_without_end_before_it_fills_the_memory() {
        assertRefused(FilesInFolder.packed(folder, "file", "a\n" + "x".repeat((16 << 20) + 1)),
                "file, line 2: a line may have at most 16777216 bytes");
    }

    @Test
    void refuses_a_gzip_file_that_ends_early_or_is_damaged() throws IOException {
        byte[] whole = Files.readAllBytes(FilesInFolder.packed(folder, "whole", "one\ntwo\n"));
        byte[] damaged = whole.clone();
        damaged[whole.length - 5] ^= 1;

        assertRefused(FilesInFolder.file(folder, "cut", Arrays.copyOf(whole, whole.length - 9)),
                "the gzip file is damaged or ends early");
        assertRefused(FilesInFolder.file(folder, "damaged", damaged),
                "the gzip file is damaged or ends early");
    }

    @Test
    void says_that_a_file_is_missing_or_a_folder() {
        assertRefused(folder.resolve("nothing"), "nothing: there is no such file");
        assertRefused(folder, "can't be read");
    }

    @Test
    void an_empty_file_has_no_lines() throws Exception {
        assertThat(lines(file(""))).isEmpty();
        assertThat(lines(file("\u001f"))).isEmpty();
    }

    private void assertRefused(Path file, String problem) {
        assertThatExceptionOfType(BadFileException.class).isThrownBy(() -> lines(file))
                .satisfies(refusal -> assertThat(refusal.problem()).contains(problem));
    }

    private Path file(String content) {
        return FilesInFolder.file(folder, "file", content);
    }

    private static List<String> lines(Path file) throws BadFileException {
        List<String> all = new ArrayList<>();
        try (LineReader lines = LineReader.open(file)) {
            for (String line = lines.next(); line != null; line = lines.next()) {
                all.add(line);
            }
        }
        return all;
    }
}
