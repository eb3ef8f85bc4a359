// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ringrank.gateway.control.ControlServer;
import io.ringrank.gateway.download.StoreRig;
import io.ringrank.gateway.hub.TestHub;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tutorial's first step from the command line, with a server and without one. */
class ModelsCommandTest {

    private static final String Q8 = "bge-reranker-v2-m3-Q8_0.gguf";

    @TempDir
    private Path directory;
    private TestHub hub;
    private boolean terminal;
    private final Map<String, String> environment = new HashMap<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void start() throws IOException {
        hub = TestHub.withBge();
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    private int run(String... arguments) {
        out.reset();
        err.reset();
        CliContext context = new CliContext(environment, null, InputStream.nullInputStream(),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8), terminal);
        return new Cli(context, new FakeServer(), List.of()).run(arguments);
    }

    private String output(String line) {
        assertThat(run(line.split(" "))).as(line + ": " + err()).isZero();
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    /** The commands do it themselves, with the real settings. */
    private void withoutServer() {
        environment.put("RINGRANK_SERVER_PORT", "1");
        environment.put("RINGRANK_DATA_DIR", directory.resolve("data").toString());
        environment.put("HF_ENDPOINT", hub.endpoint().toString());
        environment.put("HF_HOME", directory.resolve("hf").toString());
        environment.put("RINGRANK_HUB_ALLOWED_HOSTS", hub.bytesHost());
    }

    @Test
    void a_model_is_found_looked_at_pulled_listed_and_removed_without_a_server()
            throws Exception {
        withoutServer();

        assertThat(output("models search bge"))
                .startsWith("REPOSITORY ")
                .contains("hf:gpustack/bge-reranker-v2-m3-GGUF  1234       7      2024-09-29");
        // These are real files, and this is the real doctor.
        assertThat(output("models files " + TestHub.BGE))
                .contains("* bge-reranker-v2-m3-Q8_0.gguf")
                .contains("  bge-reranker-v2-m3-FP16.gguf")
                .contains("  ok")
                .contains("Q8_0 scores as the original does to within rounding");
        Path path = Path.of(output("models pull " + TestHub.BGE).strip());
        assertThat(path).startsWith(directory.resolve("hf/hub"))
                .hasBinaryContent(hub.bytes(TestHub.BGE, Q8));
        assertThat(err()).contains("hf:gpustack/bge-reranker-v2-m3-GGUF:" + Q8 + ": Q8_0 scores")
                .contains("100 %")
                .doesNotContain("\r");
        assertThat(output("models list")).contains("ready");
        output("models rm hf:" + TestHub.BGE + ':' + Q8);
        assertThat(path).doesNotExist();
        assertThat(output("models list").lines()).hasSize(1);
    }

    @Test
    void a_server_that_runs_does_the_work() throws Exception {
        Path data = Files.createDirectory(directory.resolve("data"));
        try (StoreRig rig = new StoreRig(hub, directory.resolve("cache"));
                ControlServer server = new ControlServer(data, null, rig.store)) {
            environment.put("RINGRANK_SERVER", "http://127.0.0.1:" + server.service().port());
            environment.put("RINGRANK_API_KEY", server.initialKey());
            terminal = true;

            JsonNode model = new ObjectMapper().readTree(
                    output("models pull hf:" + TestHub.BGE + ":fp16 --json"));

            assertThat(model.path("state").asText()).isEqualTo("ready");
            assertThat(model.path("quantisation").asText()).isEqualTo("F16");
            assertThat(err()).contains("\r").contains("[########################] 100 %");
            assertThat(output("models rm " + model.path("id").asText())).isEmpty();
            assertThat(run("models", "rm", "nothing")).isEqualTo(1);
            assertThat(err()).contains("There is no model 'nothing'");
        }
    }

    @Test
    void a_failure_is_one_line_that_says_what_to_do() throws Exception {
        withoutServer();

        assertThat(run("models", "pull", "no/body")).isEqualTo(1);
        assertThat(err()).contains("a token must be set");
        hub.spoils = true;
        assertThat(run("models", "pull", TestHub.BGE + ":Q8_0")).isEqualTo(1);
        assertThat(err()).contains("another SHA-256");
    }

    @ParameterizedTest
    @ValueSource(strings = {"models", "models pull", "models files", "models rm",
        "models search --limit x", "models nonsense"})
    void what_makes_no_sense_ends_with_status_2(String line) {
        assertThat(run(line.split(" "))).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"models", "models search", "models files", "models pull",
        "models list", "models rm"})
    void every_command_has_help(String command) {
        assertThat(output(command + " --help")).startsWith("Usage: ringrank " + command);
    }
}
