// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.ffi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ringrank.backend.llamacpp.fixture.LlamaBuild;
import io.ringrank.backend.llamacpp.fixture.TinyBert;
import java.nio.file.Path;
import java.util.function.IntConsumer;
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
            context.add(TinyBert.CLS, 0, 0);
            context.add(TinyBert.SEP, 1, 0);
            context.computeBatch();

            assertThat(context.rank(0)).isFinite();
            assertThat(context.rank(1)).isNaN();
        }
    }

    @Test
    void scores_embeddings_as_the_ids_whose_rows_they_are() throws Exception {
        int[] ids = {TinyBert.CLS, TinyBert.id("red"), TinyBert.SEP, TinyBert.id("llama")};
        float[][] rows = TinyBert.embeddings();
        try (LlamaContext context = model.openContext(OPTIONS)) {
            float byId = score(context, position -> context.add(ids[position], position, 0));
            float byRow = score(context, position -> context.add(rows[ids[position]], position, 0));
            float byOtherRow = score(context,
                    position -> context.add(rows[TinyBert.id("apple")], position, 0));

            assertThat(byRow).isCloseTo(byId, within(1e-5f)).isNotEqualTo(byOtherRow);
            assertThat(score(context, position -> context.add(ids[position], position, 0)))
                    .as("ids again, after embeddings")
                    .isEqualTo(byId);
        }
    }

    private static float score(LlamaContext context, IntConsumer adding) throws Exception {
        context.clearBatch();
        for (int position = 0; position < 4; position++) {
            adding.accept(position);
        }
        context.computeBatch();
        return context.rank(0);
    }

    @Test
    void refuses_to_mix_ids_and_embeddings_and_rows_of_another_width() throws Exception {
        float[] row = TinyBert.embeddings()[TinyBert.CLS];
        try (LlamaContext context = model.openContext(OPTIONS)) {
            context.add(TinyBert.CLS, 0, 0);
            assertThatThrownBy(() -> context.add(row, 1, 0))
                    .isInstanceOf(IllegalStateException.class);
            context.clearBatch();
            assertThatThrownBy(() -> context.add(new float[row.length - 1], 0, 0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("16 numbers");
            assertThatThrownBy(() -> context.add(row, 0, 4)).hasMessageContaining("sequence");
            context.add(row, 0, 0);
            assertThatThrownBy(() -> context.add(TinyBert.CLS, 1, 0))
                    .isInstanceOf(IllegalStateException.class);
        }
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
                context.add(TinyBert.CLS, 0, sequence);
                context.add(TinyBert.FIRST_WORD + sequence, 1, sequence);
            }
            context.computeBatch();

            assertThat(two.outputs()).isEqualTo(2);
            assertThat(two.outputLabel(0)).isEqualTo("yes");
            assertThat(two.outputLabel(1)).isEqualTo("no");
            assertThat(context.rank(1, 0)).isEqualTo(context.rank(1)).isFinite();
            assertThat(context.rank(1, 1)).isFinite().isNotEqualTo(context.rank(1, 0));
            assertThat(context.rank(2, 1)).isFinite().isNotEqualTo(context.rank(1, 1));
            assertThat(context.rank(3, 1)).isNaN();
            assertThatThrownBy(() -> context.rank(0, 2))
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void has_one_output_without_a_label_where_the_file_names_none() throws Exception {
        assertThat(model.outputs()).isEqualTo(1);
        assertThat(model.outputLabel(0)).isEmpty();
        assertThatThrownBy(() -> model.outputLabel(1))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void refuses_a_token_more_than_the_context_has() throws Exception {
        try (LlamaContext context = model.openContext(OPTIONS)) {
            for (int i = 0; i < 64; i++) {
                context.add(TinyBert.CLS, i % 32, i / 32);
            }
            assertThatThrownBy(() -> context.add(TinyBert.CLS, 0, 3))
                    .isInstanceOf(IndexOutOfBoundsException.class)
                    .hasMessageContaining("64 tokens");
            context.computeBatch();
            assertThat(context.rank(1)).isFinite();
        }
    }

    @Test
    void refuses_what_llama_cpp_would_assert_about_a_token() throws Exception {
        try (LlamaContext context = model.openContext(OPTIONS)) {
            assertThatThrownBy(() -> context.add(TinyBert.textTokens(), 0, 0))
                    .hasMessageContaining("token id must be 0 to 13, is 14");
            assertThatThrownBy(() -> context.add(-1, 0, 0)).hasMessageContaining("token id");
            assertThatThrownBy(() -> context.add(0, -1, 0)).hasMessageContaining("position");
            assertThatThrownBy(() -> context.add(0, 0, 4)).hasMessageContaining("sequence");
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
