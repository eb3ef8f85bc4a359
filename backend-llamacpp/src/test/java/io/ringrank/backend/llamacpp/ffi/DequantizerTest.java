// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.ffi;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringrank.backend.llamacpp.fixture.LlamaBuild;
import io.ringrank.backend.llamacpp.gguf.GgmlType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Rows of the types whose format this code writes itself, against the real library. */
@ParameterizedClass
@EnumSource(LlamaBuild.class)
class DequantizerTest {
    private static final int BLOCK = 32;

    @TempDir
    private static Path directory;
    private static LlamaLibrary library;

    @Parameter
    private LlamaBuild build;

    private final Random random = new Random(7);

    @BeforeParameterizedClassInvocation
    static void openTheLibrary(LlamaBuild build) throws Exception {
        library = build.openLibrary(directory, line -> {});
    }

    private float[] decode(GgmlType type, ByteBuffer bytes, int count) throws Exception {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment floats = arena.allocate(JAVA_FLOAT, count);
            library.dequantizer(type).dequantize(copy(arena, bytes.flip()), floats);
            return floats.toArray(JAVA_FLOAT);
        }
    }

    private static MemorySegment copy(Arena arena, ByteBuffer bytes) {
        return arena.allocate(bytes.remaining(), Long.BYTES)
                .copyFrom(MemorySegment.ofBuffer(bytes));
    }

    private static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Test
    void copies_floats() throws Exception {
        assertThat(
                decode(GgmlType.F32, buffer(12).putFloat(1.5f).putFloat(-2f).putFloat(3e-30f), 3))
                .containsExactly(1.5f, -2f, 3e-30f);
    }

    @Test
    void widens_half_precision_and_bfloat16() throws Exception {
        ByteBuffer halves = buffer(2 * BLOCK);
        ByteBuffer brains = buffer(2 * BLOCK);
        float[] expectedHalves = new float[BLOCK];
        float[] expectedBrains = new float[BLOCK];
        for (int i = 0; i < BLOCK; i++) {
            short half = Float.floatToFloat16((float) random.nextGaussian());
            short brain = (short) (Float.floatToIntBits((float) random.nextGaussian()) >>> 16);
            expectedHalves[i] = Float.float16ToFloat(half);
            expectedBrains[i] = Float.intBitsToFloat(brain << 16);
            halves.putShort(half);
            brains.putShort(brain);
        }

        assertThat(decode(GgmlType.F16, halves, BLOCK)).as("%s", build)
                .containsExactly(expectedHalves);
        assertThat(decode(GgmlType.BF16, brains, BLOCK)).containsExactly(expectedBrains);
    }

    @Test
    void multiplies_the_blocks_of_many_rows_by_their_scales() throws Exception {
        int count = 1000 * BLOCK;
        ByteBuffer blocks = buffer(count / BLOCK * 34);
        float[] expected = new float[count];
        for (int start = 0; start < count; start += BLOCK) {
            short scale = Float.floatToFloat16(random.nextFloat());
            blocks.putShort(scale);
            for (int i = 0; i < BLOCK; i++) {
                byte value = (byte) random.nextInt(-127, 128);
                blocks.put(value);
                expected[start + i] = Float.float16ToFloat(scale) * value;
            }
        }

        assertThat(decode(GgmlType.Q8_0, blocks, count)).containsExactly(expected);
    }

    @Test
    void knows_every_type_that_weights_can_have_or_says_that_the_library_differs() {
        for (GgmlType type : GgmlType.values()) {
            if (build == LlamaBuild.B4916 && type == GgmlType.MXFP4) {
                assertThatThrownBy(() -> library.dequantizer(type))
                        .isInstanceOf(NativeLibraryException.class)
                        .hasMessageContaining("b4916 does not know the type MXFP4");
            } else if (type.canBeWeights()) {
                assertThatCode(() -> library.dequantizer(type)).as("%s", type)
                        .doesNotThrowAnyException();
            }
        }
        assertThatThrownBy(() -> library.dequantizer(GgmlType.I32))
                .isInstanceOf(NativeLibraryException.class)
                .hasMessageContaining("makes no floats of the type I32");
    }

    @Test
    void refuses_bytes_that_are_not_the_rows_of_the_array() throws Exception {
        Dequantizer q8 = library.dequantizer(GgmlType.Q8_0);

        try (Arena arena = Arena.ofConfined()) {
            MemorySegment block = arena.allocate(34);
            assertThatThrownBy(
                    () -> q8.dequantize(block, arena.allocate(JAVA_FLOAT, 2 * BLOCK)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("64 numbers of the type Q8_0 don't lie in 34 bytes");
            assertThatThrownBy(
                    () -> q8.dequantize(block, arena.allocate(JAVA_FLOAT, BLOCK + 1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("no whole blocks");
        }
    }
}
