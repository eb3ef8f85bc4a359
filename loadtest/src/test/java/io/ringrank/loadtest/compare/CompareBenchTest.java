// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.compare;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ringrank.backend.llamacpp.gguf.TensorType;
import io.ringrank.gateway.app.ServerStartException;
import io.ringrank.gateway.cli.Cli;
import io.ringrank.gateway.cli.CliContext;
import io.ringrank.loadtest.BenchExtension;
import io.ringrank.loadtest.model.SyntheticModel;
import io.ringrank.loadtest.model.TinyShapes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The command with a real server, a real engine and jllama, on a model so small that a round takes no time.
 * A request that is not answered, or not with every score, fails it; how fast things are does not.
 */
class CompareBenchTest {

    /** Surefire runs in the folder of a module. */
    private static final Path HOME = Path.of("..").toAbsolutePath().normalize();

    @TempDir
    Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void compares_all_figures_with_jllama_and_says_so_in_json_table_and_plots() throws IOException {
        assertThat(compare("--json", "--rounds", "2", "--seconds", "0.1", "--concurrency", "2,16",
                "--documents", "4", "--timeout-ms", "200", "--zipf-pairs", "100", "--zipf-draws",
                "500"))
                .as(this::err)
                .isZero();

        assertThat(out().lines()).hasSize(1);
        JsonNode result = new ObjectMapper().readTree(out());
        JsonNode peer = result.path("peers").path("peer-jllama");
        assertThat(peer.path("scores_agree").asBoolean()).as(out()).isTrue();
        assertThat(peer.path("score_difference_max").asDouble()).isLessThan(1e-3);
        for (String name : List.of("http_over_engine", "cold_uniform", "cold_mixed", "cold_noisy",
                "p99_70", "zipf", "goodput_3x")) {
            JsonNode figure = peer.path("figures").path(name);
            assertThat(figure.path("ratio").path("median").isNumber()).as(name).isTrue();
            assertThat(result.path(name)).isEqualTo(figure.path("ratio").path("median"));
            assertThat(figure.path("bar").asDouble()).isPositive();
        }
        // Two concurrencies of each length, and the one beside a busy loop.
        assertThat(peer.path("loads")).hasSize(5).allSatisfy(load -> {
            assertThat(load.path("ours").path("requests").asLong()).isPositive();
            assertThat(load.path("theirs").path("requests").asLong()).isPositive();
        });
        assertThat(peer.path("settings")).isNotEmpty();
        assertThat(err()).contains("over peer-jllama", "cold_uniform");
        String page = Files.readString(directory.resolve("report.html"));
        assertThat(page).contains("Throughput against concurrency, mixed lengths", "Latency",
                "Goodput under overload", "</html>");
        assertThat(page).as("needs nothing from elsewhere").doesNotContain("http://", "https://");
        assertThat(page).doesNotContain("NaN");
    }

    @Test
    void compares_with_servers_that_run_and_with_a_llama_server_that_it_starts() throws Exception {
        try (FakeTei tei = FakeTei.start()) {
            assertThat(compare("--json", "--rounds", "1", "--seconds", "0.1", "--concurrency", "2",
                    "--documents", "4", "--only", "cold_uniform", "--natives", "jllama",
                    "--llama-server", llamaServer().toString(), "--target",
                    "tei=tei@" + tei.address())).as(this::err).isZero();
        }

        JsonNode peers = new ObjectMapper().readTree(out()).path("peers");
        assertThat(peers.fieldNames()).toIterable()
                .containsExactly("peer-jllama", "llama-server", "tei");
        assertThat(peers.path("llama-server").path("score_difference_max").asDouble())
                .isLessThan(1e-3);
        assertThat(peers.path("tei").path("figures").path("cold_uniform").path("theirs").asDouble())
                .isPositive();
        assertThat(peers.path("tei").path("scores_agree").asBoolean()).isFalse();
        assertThat(err()).contains("tei scores the same pairs differently");
    }

    /** A program with the options of llama-server, and jllama behind them. */
    private Path llamaServer() throws IOException {
        Path script = Files.writeString(directory.resolve("llama-server"),
                """
                #!/bin/sh
                while [ $# -gt 0 ]; do
                    case $1 in
                        --model) model=$2 ;;
                        --port) port=$2 ;;
                        --parallel) parallel=$2 ;;
                        --ctx-size) context=$2 ;;
                        --ubatch-size) batch=$2 ;;
                        --threads) threads=$2 ;;
                    esac
                    shift
                done
                exec '%s/bin/java' --enable-native-access=ALL-UNNAMED '-Djava.io.tmpdir=%s' -cp '%s' \
                    %s "$model" "$port" "$parallel" "$context" "$batch" "$threads"
                """.formatted(
                        System.getProperty("java.home"), ownTemporaryFolder(),
                        System.getProperty("java.class.path"), JllamaServer.class.getName()));
        assertThat(script.toFile().setExecutable(true)).isTrue();
        return script;
    }

    /** jllama removes what is called like it from the folder of temporary files. */
    private Path ownTemporaryFolder() throws IOException {
        return Files.createDirectories(directory.resolve("tmp"));
    }

    @Test
    void refuses_what_makes_no_sense_before_anything_is_started() throws IOException {
        assertThat(compare("--only", "cold")).isEqualTo(2);
        assertThat(err()).contains("no figure is called \"cold\"", "goodput_3x");
        assertThat(compare("--target", "x=tei")).isEqualTo(2);
        assertThat(err()).contains("a target looks like tei=tei@http://127.0.0.1:8080");
        assertThat(compare("--target", "x=gpt@http://127.0.0.1:1")).isEqualTo(2);
        assertThat(err()).contains("no dialect is called \"gpt\"", "llama-server");
        assertThat(compare("--llama-server", directory.resolve("none").toString())).isEqualTo(2);
        assertThat(err()).contains("--llama-server is no program");
        assertThat(compare("--seconds", "0")).isEqualTo(2);
        assertThat(err()).contains("--seconds must be more than 0").doesNotContain("starting");
    }

    private int compare(String... options) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("bench", "compare", "--model",
                SyntheticModel.in(directory, TinyShapes.XLM_ROBERTA_UNMARKED, TensorType.F32)
                        .toString(),
                "--html", directory.resolve("report.html").toString(), "--tries", "1"));
        arguments.addAll(List.of(options));
        Map<String, String> environment =
                Map.of("RINGRANK_DATA_DIR", directory.resolve("data").toString());
        CliContext context = new CliContext(environment, HOME, InputStream.nullInputStream(),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        Cli cli = new Cli(context, (config, progress) -> {
            throw new ServerStartException("bench starts its server in another process");
        }, List.of(new BenchExtension()));
        return cli.run(arguments.toArray(String[]::new));
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
