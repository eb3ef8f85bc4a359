// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ringrank.gateway.app.RunningServer;
import io.ringrank.gateway.config.ConfigLoader;
import io.ringrank.gateway.config.DeploymentSpec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CliTest {

    @TempDir
    Path data;

    private final FakeServer server = new FakeServer();
    private final Map<String, String> environment = new HashMap<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private String in = "";

    @Test
    void quickstart_prints_the_answer_as_the_only_line_that_starts_with_a_brace() throws Exception {
        assertThat(run("quickstart", "--once", "--data", data.toString(), "--port", "0")).isZero();

        List<String> braces = out().lines().filter(line -> line.startsWith("{")).toList();
        assertThat(braces).hasSize(1);
        JsonNode answer = new ObjectMapper().readTree(braces.getFirst());
        assertThat(answer.path("results").findValuesAsText("index")).containsExactly("2", "1", "0");
        assertThat(answer.path("model").asText()).isEqualTo("builtin");
        assertThat(out()).startsWith("{").contains("   1      2   124.000  The giant panda (");
        assertThat(server.closed).isOne();
        assertThat(err()).contains("fake server is up");
    }

    @Test
    void quickstart_shows_a_command_that_a_shell_can_run() throws Exception {
        Path odd = data.resolve("it's a folder");

        run("quickstart", "--once", "--data", odd.toString(), "--port", "0");

        String curl =
                out().lines().filter(line -> line.startsWith("curl ")).findFirst().orElseThrow();
        Process shell = new ProcessBuilder("sh", "-c", "curl() { printf '%s\\n' \"$@\"; }; " + curl)
                .redirectErrorStream(true)
                .start();
        assertThat(new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .contains(
                        "/v1/rerank\n-H\nContent-Type: application/json\n-H\nAuthorization: Bearer "
                                + FakeServer.KEY + "\n-d\n" + RerankRequest.PANDA.toJson());
    }

    @Test
    void quickstart_listens_on_loopback_only_whatever_the_settings_say() {
        environment.put("RINGRANK_SERVER_HOST", "0.0.0.0");
        environment.put("RINGRANK_DEPLOYMENTS", "other=/models/other.gguf");

        run("quickstart", "--once", "--data", data.toString(), "--port", "0");

        assertThat(server.started.getFirst().server().host()).isEqualTo("127.0.0.1");
        assertThat(server.started.getFirst().deployments())
                .containsExactly(new DeploymentSpec("builtin", "builtin"));
    }

    @Test
    void quickstart_takes_a_free_port_if_the_usual_one_is_taken_but_not_instead_of_a_chosen_one()
            throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());
            environment.put("RINGRANK_SERVER_PORT", port);

            assertThat(run("quickstart", "--once", "--data", data.toString())).isZero();
            assertThat(err()).contains("port " + port + " is taken");
            assertThat(run("quickstart", "--once", "--data", data.toString(), "--port", port))
                    .isOne();
            assertThat(err()).contains("ringrank quickstart: can't listen");
        }
    }

    @Test
    void quickstart_fails_with_the_reason_if_the_model_cannot_run() {
        server.cannotRun = "libgomp1 is missing: apt install libgomp1";

        assertThat(run("quickstart", "--data", data.toString(), "--port", "0")).isOne();

        assertThat(err())
                .endsWith("ringrank quickstart: libgomp1 is missing: apt install libgomp1\n");
        assertThat(server.closed).isOne();
        assertThat(out()).isEmpty();
    }

    @Test
    void rerank_asks_the_named_server_with_the_key_of_the_data_directory() throws Exception {
        try (RunningServer running = start()) {
            environment.put("RINGRANK_SERVER", running.baseUri().toString());

            assertThat(run("rerank", "--query", "q", "--data", data.toString(), "a", "ccc", "bb"))
                    .isZero();
        }
        assertThat(out()).isEqualTo("""
                                    rank  index     score  document
                                       1      1     3.000  ccc
                                       2      2     2.000  bb
                                       3      0     1.000  a
                                    """);
        assertThat(server.started).hasSize(1);
    }

    private String keyFile(String key) throws IOException {
        return Files.writeString(data.resolve("key"), key + "\n").toString();
    }

    @Test
    void no_secret_can_be_given_where_all_of_a_machine_can_read_it() {
        for (String option : List.of("--api-key", "--hub-token", "--hub-modelscope-token")) {
            assertThat(run("rerank", "--query", "q", option, "secret", "a")).isEqualTo(2);
            assertThat(run("serve", option, "secret")).isEqualTo(2);
        }
    }

    @Test
    void rerank_takes_flags_over_environment() throws Exception {
        environment.put("RINGRANK_SERVER", "http://127.0.0.1:1");
        environment.put("RINGRANK_API_KEY", "wrong");
        try (RunningServer running = start()) {
            assertThat(run("rerank", "--query", "q", "--server", running.baseUri().toString(),
                    "--api-key-file", keyFile(FakeServer.KEY), "--json", "--top-n", "1", "--model",
                    "m", "a",
                    "b"))
                    .isZero();
        }
        assertThat(out().lines()).singleElement().asString().startsWith("{").contains("\"m\"");
    }

    @Test
    void rerank_asks_for_what_changes_scores_and_shows_windows_and_problems() throws Exception {
        try (RunningServer running = start()) {
            List<String> usual = List.of("rerank", "--query", "q", "--server",
                    running.baseUri().toString(), "--data", data.toString());
            run(with(usual, "--long-document", "max_window", "\ud83d\udc3cb"));
            run(with(usual, "--long-document", "error", "a"));
            run(with(usual, "--json", "--instruction", "Is it red?", "--max-tokens-per-doc", "9",
                    "a"));
            assertThat(run(with(usual, "--max-tokens-per-doc", "-1", "a"))).isEqualTo(2);
        }
        assertThat(out()).contains("      0     3.000  [1..2] b\n")
                .contains("no score for document 7: too long\n")
                .contains("\"instruction\" : \"Is it red?\"")
                .contains("\"max_tokens_per_doc\" : 9")
                .doesNotContain("\"long_document\" : null");
    }

    private static String[] with(List<String> usual, String... more) {
        return Stream.concat(usual.stream(), Stream.of(more)).toArray(String[]::new);
    }

    @Test
    void rerank_reads_documents_from_standard_input_one_a_line() throws Exception {
        in = "first\n\nthe third\n";
        try (RunningServer running = start()) {
            run("rerank", "--query", "q", "--server", running.baseUri().toString(), "--data",
                    data.toString());
        }
        assertThat(out()).contains("      2     9.000  the third")
                .contains("      1     0.000  \n");
    }

    @Test
    void rerank_reads_documents_from_a_file() throws Exception {
        Path file = Files.writeString(data.resolve("documents.txt"), "one\nthree\n");
        try (RunningServer running = start()) {
            run("rerank", "--query", "q", "--server", running.baseUri().toString(), "--data",
                    data.toString(), "--file", file.toString());
        }
        assertThat(out()).contains("   1      1     5.000  three");
    }

    @Test
    void rerank_uses_the_server_of_this_machine_if_one_runs() throws Exception {
        try (RunningServer running = start()) {
            environment.put("RINGRANK_SERVER_PORT", Integer.toString(running.baseUri().getPort()));

            assertThat(run("rerank", "--query", "q", "--data", data.toString(), "a")).isZero();
        }
        assertThat(server.started).hasSize(1);
    }

    @Test
    void rerank_starts_a_server_for_the_call_if_none_runs_here() {
        environment.put("RINGRANK_SERVER_PORT", "1");

        assertThat(run("rerank", "--query", "q", "--data", data.toString(), "a")).isZero();

        assertThat(server.started).hasSize(1);
        assertThat(server.started.getFirst().server().port()).isZero();
        assertThat(server.closed).isOne();
        assertThat(err()).contains("no server at http://127.0.0.1:1,");
    }

    @Test
    void rerank_starts_none_if_a_server_was_named() {
        assertThat(run("rerank", "--query", "q", "--server", "http://127.0.0.1:1", "a")).isOne();

        assertThat(server.started).isEmpty();
        assertThat(err()).contains("no server answers at http://127.0.0.1:1");
    }

    @Test
    void rerank_says_why_the_server_refused_without_what_a_terminal_would_obey() throws Exception {
        try (RunningServer running = start()) {
            assertThat(run("rerank", "--query", "q", "--server", running.baseUri().toString(),
                    "--api-key-file", keyFile("wrong"), "a")).isOne();
            assertThat(err()).isEqualTo("ringrank rerank: " + running.baseUri()
                    + " answered 401: the API key is [2J wrong\n");
        }
    }

    @Test
    void rerank_keeps_the_key_of_the_data_directory_from_other_machines() throws Exception {
        try (RunningServer running = start()) {
            // The same server by a name that could be anybody's.
            String elsewhere = running.baseUri().toString().replace("127.0.0.1", "0.0.0.0");

            run("rerank", "--query", "q", "--server", elsewhere, "--data", data.toString(), "a");
        }
        assertThat(server.keys).containsExactly("");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "serve --prot 1 | Unknown options: '--prot', '1'",
        "serve --port x | --port: must be a whole number from 0 to 65535, not \"x\"",
        "serve --config nothing.yaml | nothing.yaml: there is no such file",
        "rerank a | Missing required option: '--query=TEXT'",
        "rerank --query q --server nowhere a | the server's address must look like http://127.0.0.1:8080",
        "rerank --query q --top-n -1 a | --top-n must not be negative",
        "rerank --query q --top-n x a | Invalid value for option '--top-n'",
        "rerank --query q | there is no document to rank",
        "rerank --query q --file - a | give documents as arguments or by --file, not both",
        "quickstart --port 99999 | --port: must be a whole number from 0 to 65535",
        "nonsense | Unmatched argument at index 0: 'nonsense'"})
    void names_what_is_wrong_in_one_line_and_ends_with_status_2(String line, String problem) {
        assertThat(run(line.split(" "))).isEqualTo(2);

        assertThat(err().lines()).singleElement().asString().contains(problem);
        assertThat(out()).isEmpty();
        assertThat(server.started).isEmpty();
    }

    @Test
    void warns_of_an_environment_name_that_is_no_setting() {
        environment.put("RINGRANK_PROT", "1");

        assertThat(run("quickstart", "--once", "--data", data.toString(), "--port", "0")).isZero();

        assertThat(err()).contains("the environment variable RINGRANK_PROT is no setting");
    }

    @ParameterizedTest
    @ValueSource(strings = {"quickstart", "serve", "rerank", "version"})
    void every_command_has_help(String command) {
        assertThat(run(command, "--help")).isZero();

        assertThat(out()).startsWith("Usage: ringrank " + command).contains("--help");
    }

    @Test
    void help_of_serve_lists_settings_with_defaults() {
        run("serve", "--help");

        // Help is wrapped wherever a line is full.
        assertThat(out().replaceAll("\\s+", "")).contains("--port", "--server-max-documents",
                "(default1000,", "(default${XDG_DATA_HOME:-~/.local/share}/ringrank)");
    }

    @Test
    void no_command_shows_the_commands() {
        assertThat(run()).isEqualTo(2);

        assertThat(err()).contains("quickstart", "serve", "rerank", "version");
    }

    @Test
    void version_names_ringrank_and_java() throws IOException {
        assertThat(run("version", "--json")).isZero();

        JsonNode version = new ObjectMapper().readTree(out());
        assertThat(version.path("java").asText()).isEqualTo(Runtime.version().toString());
        assertThat(version.path("ringrank").asText()).isNotEmpty();
    }

    private RunningServer start() throws Exception {
        return server.start(new ConfigLoader(Map.of())
                .load(null, Map.of("data-dir", data.toString()))
                .config()
                .onLoopback(0), line -> {});
    }

    private int run(String... arguments) {
        CliContext context = new CliContext(environment, null,
                new ByteArrayInputStream(in.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        return new Cli(context, server, List.of()).run(arguments);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
