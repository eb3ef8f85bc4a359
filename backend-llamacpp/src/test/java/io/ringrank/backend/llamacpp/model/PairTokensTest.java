// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringrank.backend.llamacpp.gguf.GgmlType;
import io.ringrank.backend.llamacpp.layout.ModelFamily;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PairTokensTest {

    private static final long GIB = 1L << 30;

    /** Of the shape of BAAI/bge-reranker-v2-m3, but for its context. */
    private static ModelSummary large(int contextTokens) {
        return new ModelSummary("bert", ModelFamily.XLM_R, "", List.of(
                new ModelSummary.TypeTotal(GgmlType.Q8_0, 150, 560_000_000L, 600_000_000L,
                        320_000_000L)),
                new ModelSummary.Shape(24, 1024, 4096, 16, 16, 64, contextTokens),
                new ModelSummary.Vocabulary("t5", 250_002, 900_000, 0, "<s> q </s></s> d </s>"),
                new ModelSummary.Head(Optional.empty(), true, List.of("LABEL_0"), false),
                List.of());
    }

    private static EngineSize lanes(LlamaGeneration generation, int lanes) {
        return new EngineSize(generation, lanes, 512, 256);
    }

    @ParameterizedTest
    @CsvSource({"32", "512", "600", "1024", "4096", "8192"})
    void pairs_are_as_long_as_the_model_was_trained_for_where_there_is_room(int trained) {
        assertThat(PairTokens.fitting(large(trained), lanes(LlamaGeneration.V0_5_0, 1), 1,
                1_000 * GIB)).isEqualTo(trained);
    }

    @Test
    void nobody_gets_longer_ones_without_asking() {
        assertThat(PairTokens.fitting(large(32_768), lanes(LlamaGeneration.V0_5_0, 1), 1,
                1_000 * GIB)).isEqualTo(8_192);
    }

    @ParameterizedTest
    @EnumSource(LlamaGeneration.class)
    void all_lanes_of_all_engines_fit_into_the_memory(LlamaGeneration generation) {
        ModelSummary model = large(8_192);
        for (int lanes = 1; lanes <= 16; lanes *= 2) {
            for (int engines = 1; engines <= 4; engines *= 2) {
                EngineSize size = lanes(generation, lanes);
                int tokens = PairTokens.fitting(model, size, engines, 16 * GIB);

                assertThat(tokens).isIn(512, 1_024, 2_048, 4_096, 8_192);
                assertThat(tokens == 512 || bytes(model, size, tokens, engines) <= 16 * GIB)
                        .isTrue();
                assertThat(tokens == 8_192 || bytes(model, size, 2 * tokens, engines) > 16 * GIB)
                        .isTrue();
            }
        }
    }

    private static long bytes(ModelSummary model, EngineSize size, int tokens, int engines) {
        return MemoryEstimate.of(model, size.withTokensPerBatch(tokens)).bytes(engines);
    }

    @Test
    void pairs_are_never_cut_below_what_every_model_can_do_for_want_of_memory() {
        assertThat(PairTokens.fitting(large(8_192), lanes(LlamaGeneration.V0_5_0, 8), 4, 1))
                .isEqualTo(512);
    }
}
