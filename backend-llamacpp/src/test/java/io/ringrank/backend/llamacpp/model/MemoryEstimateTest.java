// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringrank.backend.llamacpp.doctor.Diagnosis;
import io.ringrank.backend.llamacpp.doctor.DoctorOptions;
import io.ringrank.backend.llamacpp.doctor.GgufDoctor;
import io.ringrank.backend.llamacpp.ffi.ContextOptions;
import io.ringrank.backend.llamacpp.fixture.LlamaBuild;
import io.ringrank.backend.llamacpp.fixture.Natives;
import io.ringrank.backend.llamacpp.fixture.SmallReranker;
import io.ringrank.backend.llamacpp.fixture.SmallReranker.Kind;
import io.ringrank.backend.llamacpp.gguf.GgmlType;
import io.ringrank.backend.llamacpp.gguf.TensorType;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Estimates against real processes that load a model and compute its largest batch. */
class MemoryEstimateTest {

    private static final long MIB = 1 << 20;
    private static final double TOLERANCE = 0.15;
    private static final double TOLERANCE_BYTES = 32.0 * MIB;
    /** As many as there are processors where this was measured. */
    private static final int PROCESSES_MAX = 2;

    /** What varies. The tokens of a batch are also the model's context. */
    private record Shape(Kind kind, TensorType type, int layers, int width, int inner, int heads,
            int vocabulary, int lanes, int tokens) {

        boolean runsOn(LlamaBuild build) {
            return build == LlamaBuild.V0_5_0
                    || (kind != Kind.MODERN_BERT && kind != Kind.QWEN3);
        }

        Path file() {
            return directory.resolve(SHAPES.indexOf(this) + ".gguf");
        }

        void write() {
            new SmallReranker(kind).stored(type)
                    .shape(layers, width, inner, heads)
                    .vocabulary(vocabulary)
                    .context(tokens)
                    .write(file());
        }
    }

    private static final List<Shape> SHAPES = List.of(
            new Shape(Kind.BERT, TensorType.F32, 14, 768, 3072, 12, 2_000, 1, 128),
            new Shape(Kind.BERT, TensorType.F32, 2, 64, 256, 2, 20_000, 1, 4096),
            new Shape(Kind.BERT, TensorType.Q8_0, 6, 384, 1536, 12, 30_000, 2, 512),
            new Shape(Kind.XLM_R, TensorType.F16, 2, 256, 1024, 4, 250_000, 1, 128),
            new Shape(Kind.ROBERTA, TensorType.Q8_0, 3, 128, 512, 4, 50_000, 1, 2048),
            new Shape(Kind.JINA_V1, TensorType.F16, 4, 256, 2048, 2, 30_000, 1, 1024),
            new Shape(Kind.MODERN_BERT, TensorType.F16, 4, 256, 1024, 4, 50_000, 1, 1024),
            new Shape(Kind.QWEN3, TensorType.F16, 4, 256, 1024, 4, 100_000, 1, 512));

    @TempDir
    private static Path directory;
    private static final ExecutorService PROCESSES =
            Executors.newFixedThreadPool(PROCESSES_MAX);

    @BeforeAll
    static void writeTheModels() {
        SHAPES.forEach(Shape::write);
        new SmallReranker(Kind.BERT).write(directory.resolve("warm-up.gguf"));
    }

    @AfterAll
    static void stop() {
        PROCESSES.close();
    }

    @ParameterizedTest
    @EnumSource(LlamaBuild.class)
    void is_within_15_percent_or_32_mib_of_what_a_process_takes(LlamaBuild build)
            throws Exception {
        if (build == LlamaBuild.V0_5_0) {
            Natives.orSkip();
        }
        Map<Shape, Future<Long>> measured = new LinkedHashMap<>();
        SHAPES.stream()
                .filter(shape -> shape.runsOn(build))
                .forEach(shape -> measured.put(shape,
                        PROCESSES.submit(() -> measured(build, shape))));
        for (Map.Entry<Shape, Future<Long>> entry : measured.entrySet()) {
            double grown = entry.getValue().get();
            MemoryEstimate estimate = estimate(build, entry.getKey());
            assertThat((double) estimate.bytes()).as(entry.getKey() + ": " + estimate)
                    .isCloseTo(grown,
                            Offset.offset(Math.max(TOLERANCE_BYTES, TOLERANCE * grown)));
        }
    }

    @Test
    void counts_matrices_that_are_kept_in_another_order_twice() throws Exception {
        ModelSummary model = summary(SHAPES.get(2));
        ModelSummary.TypeTotal most = model.tensorTypes().getFirst();

        assertThat(repacked(model, GgmlType.Q8_0, LlamaGeneration.V0_5_0)).isZero();
        assertThat(repacked(model, GgmlType.Q4_0, LlamaGeneration.B4916))
                .isEqualTo(most.matrixBytes());
        assertThat(repacked(model, GgmlType.Q4_K, LlamaGeneration.B4916)).isZero();
        assertThat(repacked(model, GgmlType.Q4_K, LlamaGeneration.V0_5_0))
                .isEqualTo(most.matrixBytes());
    }

    private static long repacked(ModelSummary model, GgmlType type, LlamaGeneration generation) {
        ModelSummary.TypeTotal most = model.tensorTypes().getFirst();
        ModelSummary other = new ModelSummary(model.architecture(), model.family(), model.name(),
                List.of(new ModelSummary.TypeTotal(type, most.tensors(), most.values(),
                        most.bytes(), most.matrixBytes())),
                model.shape(), model.vocabulary(), model.head(), List.of());
        return MemoryEstimate.of(other, new EngineSize(generation, 1, 64, 1)).repackedBytes();
    }

    @Test
    void shares_the_file_between_engines() throws Exception {
        MemoryEstimate one = MemoryEstimate.of(summary(SHAPES.get(2)),
                new EngineSize(LlamaGeneration.B4916, 1, 512, 256));

        assertThat(one.bytes(1)).isEqualTo(one.bytes());
        assertThat(one.bytes(3)).isEqualTo(one.weightsBytes() + 3 * one.privateBytes());
        assertThat(MemoryEstimate.of(summary(SHAPES.get(2)),
                new EngineSize(LlamaGeneration.B4916, 3, 512, 256)).privateBytes())
                .isEqualTo(one.privateBytes() + 2 * one.lane().bytes());
    }

    private static MemoryEstimate estimate(LlamaBuild build, Shape shape) throws IOException {
        LlamaGeneration generation = build == LlamaBuild.B4916
                ? LlamaGeneration.B4916
                : LlamaGeneration.V0_5_0;
        return MemoryEstimate.of(summary(shape),
                new EngineSize(generation, shape.lanes(), shape.tokens(),
                        ContextOptions.MOST_SEQUENCES));
    }

    private static ModelSummary summary(Shape shape) throws IOException {
        return switch (GgufDoctor.examine(shape.file(), DoctorOptions.STRICT)) {
            case Diagnosis.Ok(ModelSummary summary) -> summary;
            case Diagnosis.Overridden(ModelSummary summary, var _) -> summary;
            case Diagnosis.Refused refused -> throw new AssertionError(refused);
        };
    }

    private static long measured(LlamaBuild build, Shape shape) throws Exception {
        Path own = Files.createDirectories(directory.resolve(build + "-" + SHAPES.indexOf(shape)));
        List<String> command = List.of(System.getProperty("java.home") + "/bin/java", "-Xms64m",
                // What the Java heap grows by is not the model's.
                "-Xmx64m", "-XX:+AlwaysPreTouch", "-XX:+UseSerialGC", "-XX:-UsePerfData",
                "--enable-native-access=ALL-UNNAMED", "-cp",
                System.getProperty("java.class.path"), MemoryProbeMain.class.getName(),
                own.toString(), build.name(), directory.resolve("warm-up.gguf").toString(),
                shape.file().toString(), Integer.toString(shape.lanes()),
                Integer.toString(shape.tokens()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("GGML_NO_BACKTRACE", "1");
        builder.environment().put("OMP_NUM_THREADS", "1");
        Process process = builder.start();
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            List<String> lines = out.readAllLines();
            assertThat(lines).as(shape + " on " + build)
                    .isNotEmpty()
                    .last()
                    .asString()
                    .startsWith(MemoryProbeMain.ANSWER);
            return Long.parseLong(lines.getLast().substring(MemoryProbeMain.ANSWER.length()));
        } finally {
            process.destroyForcibly().waitFor();
        }
    }
}
