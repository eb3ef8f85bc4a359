// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.ui;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringrank.gateway.control.deployments.DeploymentState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class UiRoutesTest {

    private static final Path SOURCES = Path.of("src", "main", "resources", "ui");
    private static final Pattern IMPORT =
            Pattern.compile("\"\\./([\\w-]+\\.js)\"");

    private final UiFiles files = new UiFiles();
    private final UiPage page = UiPage.of(files);

    @Test
    void serves_every_file_that_there_is() throws Exception {
        try (Stream<Path> sources = Files.list(SOURCES)) {
            List<String> names = sources.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals("index.html"))
                    .toList();
            assertThat(names).hasSizeGreaterThan(10)
                    .allSatisfy(name -> assertThat(files.find("app/" + name)).isPresent());
        }
    }

    @Test
    void has_whatever_its_page_and_its_modules_ask_for() throws Exception {
        Matcher urls = Pattern.compile("\"\\./ui/" + files.build() + "/([^/\"]+)/([^\"]+)\"")
                .matcher(page.html());
        assertThat(urls.results()).hasSizeGreaterThan(8)
                .allSatisfy(url -> assertThat(files.find(url.group(1) + "/" + url.group(2)))
                        .isPresent());
        try (Stream<Path> sources = Files.list(SOURCES)) {
            for (Path source : sources.toList()) {
                assertThat(IMPORT.matcher(Files.readString(source)).results()).allSatisfy(
                        found -> assertThat(files.find("app/" + found.group(1))).isPresent());
            }
        }
    }

    @Test
    void has_a_word_for_every_state_of_a_deployment() throws Exception {
        String words = Files.readString(SOURCES.resolve("words.js"));
        assertThat(DeploymentState.values())
                .allSatisfy(state -> assertThat(words).contains(state.word() + ": \""));
    }

    @Test
    void allows_no_inline_script_but_the_import_map_and_no_foreign_host() {
        assertThat(page.policy()).contains("default-src 'none'", "'sha256-")
                .doesNotContain("unsafe", "http:", "https:", "*");
        assertThat(page.html()).doesNotContain("{folder}", "{imports}", "style=", "http");
    }

    @Test
    void has_the_same_urls_as_long_as_its_files_are_the_same() {
        assertThat(new UiFiles().build()).isEqualTo(files.build()).matches("[0-9a-f]{16}");
    }
}
