// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.ffi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ringrank.backend.llamacpp.fixture.LlamaBuild;
import io.ringrank.backend.llamacpp.fixture.TinyBert;
import io.ringrank.backend.llamacpp.gguf.GgmlType;
import io.ringrank.backend.llamacpp.gguf.GgufFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(LlamaBuild.class)
class LlamaContextTest {
    private static final ContextOptions OPTIONS = new ContextOptions(64, 4, 1);

    @TempDir
    private static Path directory;
    private static LlamaLibrary library;
    private static LlamaModel model;

    @Parameter
    private LlamaBuild build;

    @BeforeParameterizedClassInvocation
    static void loadAModel(LlamaBuild build) throws Exception {
        library = build.openLibrary(directory, line -> {});
        model = library
                .loadModel(new TinyBert().write(directory.resolve("bert.gguf")), fraction -> {});
    }

    @AfterParameterizedClassInvocation
    static void freeTheModel() {
        model.close();
    }

    @Test
    void reads_scalar_metadata_and_no_arrays() {
        assertThat(model.metadata("general.architecture")).contains("bert");
        assertThat(model.metadata("bert.context_length")).contains("32");
        assertThat(model.metadata("bert.attention.causal")).contains("false");
        assertThat(model.metadata("tokenizer.ggml.tokens")).isEmpty();
        assertThat(model.metadata("tokenizer.ggml.no_such_key")).isEmpty();
    }

    @Test
    void gives_a_rank_for_the_sequences_of_the_last_batch_only() throws Exception {
        try (LlamaContext context = model.openContext(OPTIONS)) {
            context.add(new int[]{TinyBert.CLS, TinyBert.SEP}, 0, 0);
            context.computeBatch();

            assertThat(context.rank(0)).isFinite();
            assertThat(context.rank(1)).isNaN();
        }
    }

    @Test
    void scores_rows_of_a_table_as_their_ids_and_shifted_ones_otherwise() throws Exception {
        int[] ids = {TinyBert.CLS, TinyBert.id("red"), TinyBert.SEP, TinyBert.id("llama")};
        int[] shifted = ids.clone();
        shifted[3] += TinyBert.textTokens();
        EmbeddingTable table = table(TinyBert.WIDTH);
        try (LlamaContext context = model.openContext(OPTIONS)) {
            context.add(ids, 0, 0);
            float byId = score(context);
            context.add(table, ids, 0, 0);
            assertThat(score(context)).isCloseTo(byId, within(1e-5f));
            context.add(table, shifted, 0, 0);
            assertThat(score(context)).isNotCloseTo(byId, within(1e-2f));
            context.add(ids, 0, 0);
            assertThat(score(context)).as("ids again, after embeddings").isEqualTo(byId);
        }
    }

    private static float score(LlamaContext context) throws Exception {
        context.computeBatch();
        context.clearBatch();
        return context.rank(0);
    }

    private static EmbeddingTable table(int width) throws Exception {
        GgufFile file = new GgufFile(directory.resolve("bert.gguf"));
        float[] shift = new float[width];
        Arrays.fill(shift, 1, width, 0.5f);
        return library.embeddings(directory.resolve("bert.gguf"),
                Objects.requireNonNull(file.tensors().get("token_embd.weight")).offset(),
                GgmlType.F32, TinyBert.textTokens(), shift);
    }

    @Test
    void scores_a_short_batch_as_part_of_a_longer_one() throws Exception {
        int[] ids = {TinyBert.CLS, TinyBert.id("red"), TinyBert.SEP, TinyBert.id("llama")};
        int[] other = new int[TinyBert.CONTEXT_TOKENS - 4];
        EmbeddingTable table = table(TinyBert.WIDTH);
        try (LlamaContext context = model.openContext(OPTIONS)) {
            context.add(ids, 0, 0);
            float alone = score(context);
            context.add(ids, 0, 0);
            context.add(other, 0, 1);
            context.add(other, 0, 2);
            assertThat(score(context)).isCloseTo(alone, within(1e-4f));
            context.add(table, ids, 0, 0);
            assertThat(score(context)).as("by embeddings").isCloseTo(alone, within(1e-5f));
            assertThat(context.rank(1)).as("what fills a batch up").isNaN();
        }
    }

    @Test
    void refuses_to_mix_ids_and_embeddings_and_rows_that_are_not_there() throws Exception {
        EmbeddingTable table = table(TinyBert.WIDTH);
        int[] one = {TinyBert.CLS};
        try (LlamaContext context = model.openContext(OPTIONS)) {
            context.add(one, 0, 0);
            assertThatThrownBy(() -> context.add(table, one, 1, 0))
                    .isInstanceOf(IllegalStateException.class);
            context.clearBatch();
            assertThatThrownBy(() -> context.add(table, new int[]{table.rows()}, 0, 0))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> context.add(table(TinyBert.WIDTH - 1), one, 0, 0))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> context.add(table, one, 0, 4))
                    .hasMessageContaining("sequence");
            context.clearBatch();
            context.add(table, one, 0, 0);
            assertThatThrownBy(() -> context.add(one, 1, 0))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void refuses_a_table_that_the_file_does_not_hold() {
        float[] shift = new float[TinyBert.WIDTH];
        assertThatThrownBy(() -> library.embeddings(directory.resolve("bert.gguf"), 0,
                GgmlType.F32, 1 << 20, shift)).isInstanceOf(IOException.class)
                .hasMessageContaining("ends before");
    }

    @Test
    void reads_as_many_outputs_as_the_head_has() throws Exception {
        Path file = new TinyBert().outputs("yes", "no").write(directory.resolve("two.gguf"));
        if (build == LlamaBuild.B4916) {
            assertThatThrownBy(() -> library.loadModel(file, fraction -> {}))
                    .as("it knows heads of one output only")
                    .isInstanceOf(NativeCallException.class);
            return;
        }
        try (LlamaModel two = library.loadModel(file, fraction -> {});
                LlamaContext context = two.openContext(OPTIONS)) {
            for (int sequence = 0; sequence < 3; sequence++) {
                context.add(new int[]{TinyBert.CLS, TinyBert.FIRST_WORD + sequence}, 0, sequence);
            }
            context.computeBatch();

            assertThat(two.outputs()).isEqualTo(2);
            assertThat(context.rank(1, 0)).isEqualTo(context.rank(1)).isFinite();
            assertThat(context.rank(1, 1)).isFinite().isNotEqualTo(context.rank(1, 0));
            assertThat(context.rank(2, 1)).isFinite().isNotEqualTo(context.rank(1, 1));
            assertThat(context.rank(3, 1)).isNaN();
            assertThatThrownBy(() -> context.rank(0, 2))
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void has_one_output_where_the_file_names_none() {
        assertThat(model.outputs()).isEqualTo(1);
    }

    @Test
    void refuses_a_token_more_than_the_context_has() throws Exception {
        try (LlamaContext context = model.openContext(OPTIONS)) {
            int[] half = new int[32];
            Arrays.fill(half, TinyBert.CLS);
            context.add(half, 0, 0);
            context.add(half, 0, 1);
            assertThatThrownBy(() -> context.add(new int[]{TinyBert.CLS}, 0, 3))
                    .isInstanceOf(IndexOutOfBoundsException.class)
                    .hasMessageContaining("64 tokens");
            context.computeBatch();
            assertThat(context.rank(1)).isFinite();
        }
    }

    @Test
    void refuses_what_llama_cpp_would_assert_about_a_token() throws Exception {
        try (LlamaContext context = model.openContext(OPTIONS)) {
            assertThatThrownBy(() -> context.add(new int[]{TinyBert.textTokens()}, 0, 0))
                    .hasMessageContaining("token id must be 0 to 13, is 14");
            assertThatThrownBy(() -> context.add(new int[]{-1}, 0, 0))
                    .hasMessageContaining("token id");
            assertThatThrownBy(() -> context.add(new int[1], -1, 0))
                    .hasMessageContaining("positions");
            assertThatThrownBy(() -> context.add(new int[2], 63, 0))
                    .hasMessageContaining("positions must be 0 to 63, are 2 from 63");
            assertThatThrownBy(() -> context.add(new int[1], 0, 4))
                    .hasMessageContaining("sequence");
            assertThatThrownBy(context::computeBatch).isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("empty");
        }
    }

    @Test
    void refuses_options_out_of_range() {
        assertThatThrownBy(() -> new ContextOptions(63, 1, 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ContextOptions(64, 257, 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ContextOptions(64, 1, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
