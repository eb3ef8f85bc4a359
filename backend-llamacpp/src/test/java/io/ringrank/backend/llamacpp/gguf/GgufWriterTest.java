// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.gguf;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GgufWriterTest {

    private static final int ROW = 64;

    @TempDir
    Path directory;

    @Test
    void writes_every_type_of_metadata_so_that_it_reads_back() throws IOException {
        GgufWriter writer = new GgufWriter().putString("text", "grün \u2581 x")
                .putString("empty", "")
                .putBoolean("yes", true)
                .putUint32("size", Integer.MAX_VALUE)
                .putInt32("below", -7)
                .putUint64("long", 1L << 40)
                .putFloat32("float", 1e-12f)
                .putStrings("texts", List.of("a", "", "\uD83D\uDC3C"))
                .putBooleans("flags", true, false)
                .putInts("ints", 1, -2)
                .putFloats("floats", 0.5f);

        assertThat(read(writer).metadata()).containsExactly(
                entry("text", "grün \u2581 x"), entry("empty", ""),
                entry("yes", true), entry("size", Integer.MAX_VALUE),
                entry("below", -7), entry("long", 1L << 40),
                entry("float", 1e-12f),
                entry("texts", List.of("a", "", "\uD83D\uDC3C")),
                entry("flags", List.of(true, false)),
                entry("ints", List.of(1, -2)),
                entry("floats", List.of(0.5f)));
    }

    @Test
    void writes_each_tensor_type_within_its_precision() throws IOException {
        GgufFile file = read(new GgufWriter().tensor("f32", TensorType.F32, this::wave, ROW, 3)
                .tensor("f16", TensorType.F16, this::wave, ROW, 3)
                .tensor("bf16", TensorType.BF16, this::wave, ROW, 3)
                .tensor("q8", TensorType.Q8_0, this::wave, ROW, 3));

        for (int row = 0; row < 3; row++) {
            float[] expected = new float[ROW];
            wave(row, expected);
            for (int i = 0; i < ROW; i++) {
                assertThat(file.row("f32", row)[i]).isEqualTo(expected[i]);
                assertThat(file.row("f16", row)[i]).isCloseTo(expected[i], within(0.003));
                assertThat(file.row("bf16", row)[i]).isCloseTo(expected[i],
                        within(Math.abs(expected[i]) / 256.0));
                assertThat(file.row("q8", row)[i]).isCloseTo(expected[i], within(0.025));
            }
        }
    }

    @Test
    void rounds_bf16_to_the_nearest_and_a_half_to_the_even_one() throws IOException {
        // Beside 1 the numbers of BF16 are 1/128 apart.
        float[] values = {1 + 1 / 256f, 1 + 3 / 256f, 1 + 1.01f / 256f, Float.NaN,
            Float.NEGATIVE_INFINITY};
        GgufFile file = read(new GgufWriter().tensor("t", TensorType.BF16,
                (row, into) -> System.arraycopy(values, 0, into, 0, into.length), values.length));

        assertThat(file.row("t", 0)).containsExactly(1, 1 + 2 / 128.0, 1 + 1 / 128.0, Double.NaN,
                Double.NEGATIVE_INFINITY);
    }

    @Test
    void stores_a_block_of_zeros_as_zeros() throws IOException {
        GgufFile file = read(
                new GgufWriter().tensor("t", TensorType.Q8_0, (row, into) -> Arrays.fill(into, 0),
                        32));

        assertThat(file.row("t", 0)).containsOnly(0.0);
    }

    @Test
    void aligns_every_tensor_and_the_end_of_the_file_to_32_bytes() throws IOException {
        Path path = directory.resolve("odd.gguf");
        new GgufWriter().putString("k", "v")
                .tensor("a", TensorType.F32, this::wave, 5)
                .tensor("b", TensorType.F16, this::wave, 3, 3)
                .tensor("c", TensorType.Q8_0, this::wave, 32)
                .writeTo(path);

        GgufFile file = new GgufFile(path);
        assertThat(file.tensors().values()).allMatch(tensor -> tensor.offset() % 32 == 0);
        assertThat(Files.size(path) % 32).isZero();
        assertThat(file.row("b", 2)[2]).isCloseTo(waveAt(2, 2), within(0.003));
    }

    @Test
    void counts_the_rows_of_all_further_dimensions() throws IOException {
        GgufFile file = read(new GgufWriter().tensor("t", TensorType.F32,
                (row, into) -> Arrays.fill(into, (float) row), 2, 3, 4));

        assertThat(file.row("t", 11)).containsOnly(11.0);
        assertThat(file.shape("t")).containsExactly(2L, 3L, 4L);
    }

    @Test
    void refuses_a_key_or_a_tensor_that_is_there_already() {
        GgufWriter writer =
                new GgufWriter().putBoolean("k", true).tensor("t", TensorType.F32, this::wave, 4);

        assertThatIllegalArgumentException().isThrownBy(() -> writer.putInts("k", 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> writer.tensor("t", TensorType.F32, this::wave, 4));
    }

    @Test
    void refuses_a_row_that_is_not_made_of_whole_blocks() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new GgufWriter().tensor("t", TensorType.Q8_0, this::wave, 33))
                .withMessageContaining("33");
    }

    @Test
    void refuses_a_tensor_name_that_ggml_would_cut() {
        assertThatIllegalArgumentException().isThrownBy(
                () -> new GgufWriter().tensor("n".repeat(64), TensorType.F32, this::wave, 4));
    }

    @Test
    void leaves_the_old_file_and_no_other_when_writing_fails() throws IOException {
        Path path = directory.resolve("model.gguf");
        Files.writeString(path, "old");
        GgufWriter writer = new GgufWriter().tensor("t", TensorType.F32, (row, into) -> {
            throw new IllegalStateException("no rows today");
        }, 4);

        assertThatThrownBy(() -> writer.writeTo(path)).hasMessage("no rows today");

        assertThat(path).hasContent("old");
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).containsExactly(path);
        }
    }

    @Test
    void reports_a_directory_that_does_not_exist() {
        Path path = directory.resolve("missing").resolve("model.gguf");

        assertThatThrownBy(() -> new GgufWriter().writeTo(path))
                .isInstanceOf(NoSuchFileException.class);
    }

    private GgufFile read(GgufWriter writer) throws IOException {
        Path path = directory.resolve("file.gguf");
        writer.writeTo(path);
        return new GgufFile(path);
    }

    private void wave(long row, float[] into) {
        for (int i = 0; i < into.length; i++) {
            into[i] = waveAt(row, i);
        }
    }

    private static float waveAt(long row, int i) {
        return (float) (5 * Math.sin(row * 100.0 + i));
    }
}
