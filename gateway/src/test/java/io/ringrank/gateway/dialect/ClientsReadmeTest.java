// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringrank.gateway.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the page for clients to the code. */
class ClientsReadmeTest {

    private static List<String> rows() throws IOException {
        return Files.readAllLines(Path.of("..", "configs", "clients", "README.md"))
                .stream()
                .filter(line -> line.startsWith("| `"))
                .toList();
    }

    @Test
    void lists_every_error_and_no_other() throws IOException {
        assertThat(rows().stream().filter(row -> row.matches("\\| `\\w+` \\| \\d{3} \\|.*")))
                .containsExactlyElementsOf(Stream.of(ErrorCode.values())
                        .map(code -> "| `" + code.word() + "` | " + code.status() + " | "
                                + code.meaning() + " | " + code.remedy() + " |")
                        .toList());
    }

    @Test
    void lists_every_dialect_with_its_paths_and_scale() throws IOException {
        List<String> dialects = Dialects.ALL.stream()
                .map(dialect -> "| `" + dialect.name() + "` | "
                        + dialect.paths()
                                .stream()
                                .map(path -> '`' + path + '`')
                                .collect(Collectors.joining(", "))
                        + " | " + dialect.scores().word() + " | ")
                .toList();

        assertThat(rows().stream()
                .filter(row -> row.contains("` | `/"))
                .map(row -> row.substring(0, row.lastIndexOf('|', row.length() - 2) + 2)))
                .containsExactlyElementsOf(dialects);
    }
}
