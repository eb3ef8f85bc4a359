// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ringrank.gateway.config.SettingKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the documents show is what there is. */
class ReadmeTest {

    private static final Path ROOT = Path.of("..");
    private static final Pattern BLOCK = Pattern.compile("```(sh|json)\n(.*?)```", Pattern.DOTALL);
    private static final Pattern KEY =
            Pattern.compile("`((?:server|engine|scheduler|cache)\\.[a-z-]+)`");
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void begins_with_the_quickstart_and_the_test_command() throws IOException {
        assertThat(blocks("sh").get(0)).isEqualTo("./ringrank quickstart\n");
        assertThat(blocks("sh").get(1)).isEqualTo("mvn verify\n");
    }

    @Test
    void the_test_command_is_what_continuous_integration_calls() throws IOException {
        assertThat(Files.readAllLines(ROOT.resolve(".ci").resolve("run"))).contains("mvn verify");
    }

    @Test
    void the_sample_request_is_the_one_that_quickstart_sends() throws IOException {
        String curl = blocks("sh").get(2);
        String body = curl.substring(curl.indexOf("'{") + 1, curl.lastIndexOf('\''));

        assertThat(JSON.readTree(body)).isEqualTo(JSON.readTree(RerankRequest.PANDA.toJson()));
    }

    @Test
    void the_sample_answer_has_the_documents_of_the_request_best_first() throws IOException {
        JsonNode answer = JSON.readTree(blocks("json").getFirst());

        assertThat(answer.path("results").findValuesAsText("index"))
                .containsExactly("2", "1", "0");
        for (JsonNode result : answer.path("results")) {
            assertThat(result.path("document").path("text").asText()).isEqualTo(
                    RerankRequest.PANDA.documents().get(result.path("index").asInt()));
        }
    }

    @Test
    void the_sample_error_says_the_same_in_each_field() throws IOException {
        JsonNode error = JSON.readTree(blocks("json").get(1));

        assertThat(error.path("error").path("message")).isEqualTo(error.path("message"));
        assertThat(error.path("detail")).isEqualTo(error.path("message"));
    }

    @Test
    void names_settings_that_exist() throws IOException {
        List<String> named = KEY.matcher(readme()).results().map(match -> match.group(1)).toList();

        assertThat(named).isNotEmpty();
        assertThat(SettingKey.ALL).extracting(SettingKey::path).containsAll(named);
    }

    private static List<String> blocks(String language) throws IOException {
        return BLOCK.matcher(readme())
                .results()
                .filter(match -> match.group(1).equals(language))
                .map((MatchResult match) -> match.group(2))
                .toList();
    }

    private static String readme() throws IOException {
        return Files.readString(ROOT.resolve("README.md"));
    }
}
