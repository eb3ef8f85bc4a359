// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.engine;

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

/** The commands with the real engine, on a model so small that a round takes no time. */
class EngineBenchTest {

    private static final String[] SHORT = {"--lanes", "2", "--rounds", "1", "--seconds", "0.02"};

    /** Surefire runs in the folder of a module. */
    private static final Path HOME = Path.of("..").toAbsolutePath().normalize();

    @TempDir
    Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void prints_one_json_object_with_ratios_medians_and_what_they_depend_on() throws IOException {
        assertThat(bench("engine", "--model", tinyModel(), "--json")).as(this::err).isZero();

        assertThat(out().lines()).hasSize(1);
        JsonNode result = new ObjectMapper().readTree(out());
        for (String load : List.of("uniform", "mixed")) {
            double ratio = result.path("engine_ratio_" + load).asDouble();
            JsonNode figures = result.path(load);
            assertThat(ratio).isPositive();
            assertThat(figures.path("ratio").path("median").asDouble()).isEqualTo(ratio);
            assertThat(figures.path("ratio").path("least").asDouble()).isLessThanOrEqualTo(ratio);
            assertThat(figures.path("engine_pairs_per_second").asDouble()).isPositive();
            assertThat(figures.path("bare_pairs_per_second").asDouble()).isPositive();
            assertThat(figures.path("engine_busy_share").asDouble()).isBetween(0.0, 1.0);
        }
        assertThat(result.has("natives_ratio")).isTrue();
        assertThat(result.path("lanes").asInt()).isEqualTo(2);
        assertThat(result.path("rounds").asInt()).isEqualTo(1);
        assertThat(result.path("tokens_per_batch").asInt()).isEqualTo(512);
        assertThat(result.path("library").asText()).isNotEmpty();
        assertThat(result.path("model").asText()).isEqualTo("tiny.gguf");
        assertThat(result.path("processor").path("cores").asInt()).isPositive();
        assertThat(result.path("processor").path("flags").isArray()).isTrue();
    }

    @Test
    void prints_a_table_for_people() throws IOException {
        assertThat(bench("engine", "--model", tinyModel())).as(this::err).isZero();

        assertThat(out()).contains("tiny.gguf, llama.cpp", "2 lanes", "uniform", "mixed",
                "bare loop/s");
    }

    @Test
    void compares_sizes_of_batches_over_the_same_pairs() throws IOException {
        assertThat(bench("batches", "--model", tinyModel(), "--sizes", "128,512", "--json"))
                .as(this::err)
                .isZero();

        JsonNode uniform = new ObjectMapper().readTree(out()).path("uniform");
        assertThat(uniform.valueStream().map(row -> row.path("tokens_per_batch").asInt()))
                .containsExactly(128, 512);
        assertThat(uniform.valueStream().map(row -> row.path("pairs_per_second").asDouble()))
                .allMatch(rate -> rate > 0);
        assertThat(uniform.path(0).path("ratio").asDouble()).isOne();
    }

    @Test
    void writes_a_model_of_a_known_shape_and_says_where() {
        assertThat(run("bench", "model", "--type", "f16")).isZero();

        assertThat(Path.of(out().strip())).isRegularFile()
                .startsWith(directory.resolve("cache"))
                .hasFileName("synthetic-minilm-l6-f16-1.gguf");
    }

    @Test
    void a_file_that_no_engine_must_see_is_refused_with_the_reasons_of_the_doctor()
            throws IOException {
        Path file = Files.writeString(directory.resolve("text.gguf"), "no model");

        assertThat(bench("engine", "--model", file.toString())).isOne();
        assertThat(err()).contains("the model " + file + " is refused: it is not a GGUF file");
    }

    @Test
    void refuses_numbers_and_names_that_make_no_sense() {
        assertThat(run("bench", "engine", "--rounds", "0")).isEqualTo(2);
        assertThat(run("bench", "engine", "--lanes", "257")).isEqualTo(2);
        assertThat(run("bench", "engine", "--seconds", "0")).isEqualTo(2);
        assertThat(run("bench", "engine", "--tokens-per-batch", "-1")).isEqualTo(2);
        assertThat(run("bench", "engine", "--shape", "huge")).isEqualTo(2);
        assertThat(run("bench", "engine", "--type", "q9")).isEqualTo(2);
        assertThat(run("bench", "batches", "--sizes", "0")).isEqualTo(2);
        assertThat(err()).contains("--rounds must be 1 or more, not 0",
                "--engine-lanes: must be a whole number from 0 to 256",
                "--seconds must be more than 0",
                "--tokens-per-batch must be 0 or more", "no shape is called \"huge\"",
                "no type is called \"q9\"; there are f32, f16, bf16, q8_0", "--sizes must be");
    }

    private String tinyModel() throws IOException {
        Path file = SyntheticModel.in(directory, TinyShapes.BERT, TensorType.Q8_0);
        return Files.move(file, directory.resolve("tiny.gguf")).toString();
    }

    private int bench(String command, String... options) {
        List<String> arguments = new ArrayList<>(List.of("bench", command));
        arguments.addAll(List.of(SHORT));
        arguments.addAll(List.of(options));
        return run(arguments.toArray(String[]::new));
    }

    private int run(String... arguments) {
        CliContext context = new CliContext(
                Map.of("XDG_CACHE_HOME", directory.resolve("cache").toString(), "XDG_DATA_HOME",
                        directory.resolve("data").toString()),
                HOME,
                InputStream.nullInputStream(), new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        return new Cli(context, (config, progress) -> {
            throw new ServerStartException("bench engine starts no server");
        }, List.of(new BenchExtension())).run(arguments);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
