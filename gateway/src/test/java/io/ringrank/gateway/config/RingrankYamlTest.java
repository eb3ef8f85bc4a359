// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The file that operators read is the tree of records, key by key. */
class RingrankYamlTest {

    private static final Path FILE = Path.of("..", "configs", "ringrank.yaml");

    @Test
    void the_file_holds_every_key_with_its_default_and_bounds_and_nothing_else()
            throws IOException {
        List<String> lines = Files.readAllLines(FILE);
        int body = lines.indexOf("");

        assertThat(lines.subList(body, lines.size()))
                .as("configs/ringrank.yaml must say what the records of RingrankConfig say")
                .containsExactlyElementsOf(expectedBody());
    }

    @Test
    void the_file_changes_no_default() {
        Map<String, String> home = Map.of("HOME", "/home/someone");

        assertThat(new ConfigLoader(home).load(FILE, Map.of()))
                .isEqualTo(new ConfigLoader(home).load(null, Map.of()));
    }

    private static List<String> expectedBody() {
        List<String> lines = new ArrayList<>();
        String section = "";
        for (SettingKey key : SettingKey.ALL) {
            int dot = key.path().lastIndexOf('.');
            String keySection = dot < 0 ? "" : key.path().substring(0, dot);
            if (keySection.isEmpty() || !keySection.equals(section)) {
                lines.add("");
            }
            if (!keySection.isEmpty() && !keySection.equals(section)) {
                lines.add(keySection + ":");
            }
            section = keySection;
            String indent = keySection.isEmpty() ? "" : "  ";
            lines.add(indent + "# " + key.setting().about());
            lines.add(indent + "# " + key.limits() + "; "
                    + String.join(" or ", key.environmentNames()));
            lines.addAll(keyLines(indent + key.path().substring(dot + 1), key));
        }
        return lines;
    }

    private static List<String> keyLines(String name, SettingKey key) {
        String value = key.setting().value();
        return key.type() == List.class
                ? List.of(name + ":", "  - " + value)
                : List.of(name + ": " + (value.contains("{") ? '"' + value + '"' : value));
    }
}
