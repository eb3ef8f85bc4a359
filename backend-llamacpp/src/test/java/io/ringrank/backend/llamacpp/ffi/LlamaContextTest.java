// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.ffi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringrank.backend.llamacpp.fixture.TinyBert;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LlamaContextTest {
    private static final ContextOptions OPTIONS = new ContextOptions(64, 4, 1);

    @TempDir
    private static Path directory;
    private static LlamaModel model;

    @BeforeAll
    static void loadAModel() throws Exception {
        Path library = JllamaLibrary.extractTo(directory.resolve("native"));
        model = LlamaLibrary.open(library, line -> {})
                .loadModel(new TinyBert().write(directory.resolve("bert.gguf")), fraction -> {});
    }

    @AfterAll
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
