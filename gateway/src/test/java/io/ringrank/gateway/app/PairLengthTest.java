// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringrank.backend.llamacpp.gguf.GgmlType;
import io.ringrank.backend.llamacpp.layout.ModelFamily;
import io.ringrank.backend.llamacpp.model.LlamaGeneration;
import io.ringrank.backend.llamacpp.model.ModelSummary;
import io.ringrank.backend.llamacpp.natives.Compute;
import io.ringrank.backend.llamacpp.natives.EnginePlan;
import io.ringrank.backend.llamacpp.natives.NativeLibrary;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PairLengthTest {

    private static final long GIB = 1L << 30;
    private static final NativeLibrary LIBRARY = NativeLibrary.in(Path.of("/natives"));
    private static final EnginePlan PROCESSOR =
            new EnginePlan(2, Compute.onProcessor(LIBRARY, 4, 512));

    /** Of the shape of BAAI/bge-reranker-v2-m3, but for its context. */
    private static ModelSummary model(int contextTokens) {
        return new ModelSummary("bert", ModelFamily.XLM_R, "",
                List.of(new ModelSummary.TypeTotal(GgmlType.Q8_0, 150, 560_000_000L, 600_000_000L,
                        320_000_000L)),
                new ModelSummary.Shape(24, 1024, 4096, 16, 16, 64, contextTokens),
                new ModelSummary.Vocabulary("t5", 250_002, 900_000, 0, "<s> q </s></s> d </s>"),
                new ModelSummary.Head(Optional.empty(), true, List.of("LABEL_0"), false),
                List.of());
    }

    private static Compute compute(int wish, long bytesMax, EnginePlan plan, int trained) {
        return new PairLength(wish, bytesMax).compute(plan, model(trained),
                LlamaGeneration.V0_5_0);
    }

    @ParameterizedTest
    @CsvSource({"32, 32", "512, 512", "600, 600", "1024, 1024", "4096, 4096", "8192, 8192",
        "32768, 8192"})
    void pairs_are_as_long_as_the_model_was_trained_for_where_there_is_room(int trained,
            int tokens) {
        Compute compute = compute(0, 10_000 * GIB, PROCESSOR, trained);

        assertThat(compute.tokensPerPair()).isEqualTo(tokens);
        assertThat(compute.tokensPerBatch()).isEqualTo(Math.max(512, tokens));
    }

    @ParameterizedTest
    @EnumSource(LlamaGeneration.class)
    void all_lanes_of_all_engines_fit_into_the_memory(LlamaGeneration generation) {
        PairLength length = new PairLength(0, 16 * GIB);
        for (int lanes = 1; lanes <= 16; lanes *= 2) {
            for (int engines = 1; engines <= 4; engines *= 2) {
                EngineMemory least =
                        EngineMemory.of(model(8_192), generation, engines, lanes, 512);
                int tokens = length.tokens(least);

                assertThat(tokens).isIn(512, 1_024, 2_048, 4_096, 8_192);
                assertThat(tokens == 512
                        || least.withTokensAtLeast(tokens).bytes() <= 16 * GIB).isTrue();
                assertThat(tokens == 8_192
                        || least.withTokensAtLeast(2 * tokens).bytes() > 16 * GIB).isTrue();
            }
        }
    }

    @Test
    void pairs_are_not_cut_below_what_every_model_can_do_for_want_of_memory() {
        assertThat(compute(0, 1, PROCESSOR, 8_192).tokensPerPair()).isEqualTo(512);
    }

    @Test
    void an_operator_gets_the_length_that_was_asked_for_whatever_it_takes() {
        assertThat(compute(8_192, 1, PROCESSOR, 8_192).tokensPerPair()).isEqualTo(8_192);
        assertThat(compute(8_192, 1, PROCESSOR, 4_096).tokensPerPair()).isEqualTo(4_096);
        assertThat(compute(100, 1, PROCESSOR, 4_096).tokensPerPair()).isEqualTo(100);
    }

    @Test
    void a_gpu_takes_pairs_as_long_as_its_batches() {
        EnginePlan gpu = new EnginePlan(1, new Compute(LIBRARY, "CUDA0", 1, 1, 4_096));

        assertThat(compute(0, 1, gpu, 8_192)).isEqualTo(gpu.compute());
        assertThat(compute(0, 1, gpu, 512).tokensPerPair()).isEqualTo(512);
        assertThat(compute(8_192, 1, gpu, 8_192).tokensPerBatch()).isEqualTo(8_192);
    }

    @Test
    void deployments_share_half_of_the_memory_and_no_more_than_is_available() {
        PairLength one = PairLength.ofThisMachine(0, 1);

        assertThat(PairLength.ofThisMachine(0, 2).bytesMax()).isPositive()
                .isEqualTo(one.bytesMax() / 2);
        assertThat(one.within(7).bytesMax()).isEqualTo(7);
        assertThat(one.within(Long.MAX_VALUE)).isEqualTo(one);
    }
}
