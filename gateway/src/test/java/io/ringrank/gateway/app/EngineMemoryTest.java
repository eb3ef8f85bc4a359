// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringrank.backend.llamacpp.gguf.GgmlType;
import io.ringrank.backend.llamacpp.layout.ModelFamily;
import io.ringrank.backend.llamacpp.model.LlamaGeneration;
import io.ringrank.backend.llamacpp.model.ModelSummary;
import io.ringrank.gateway.rerank.MemoryDetails;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EngineMemoryTest {

    private static final long GIB = 1L << 30;

    /** The size of bge-reranker-v2-m3 in half precision. */
    private static final ModelSummary LARGE = new ModelSummary("bert", ModelFamily.XLM_R, "large",
            List.of(new ModelSummary.TypeTotal(GgmlType.F16, 300, 567_000_000, 1_134_000_000,
                    600_000_000)),
            new ModelSummary.Shape(24, 1024, 4096, 16, 16, 64, 8192),
            new ModelSummary.Vocabulary("t5", 250_002, 800_000, 0, "<s> q </s></s> d </s>"),
            new ModelSummary.Head(Optional.of("rank"), true, List.of(), false), List.of());

    private static EngineMemory one(int lanes, int tokens) {
        return EngineMemory.of(LARGE, LlamaGeneration.V0_5_0, 1, lanes, tokens);
    }

    private static EngineMemory each(int lanes, int tokens) {
        return EngineMemory.of(LARGE, LlamaGeneration.B4916, lanes, 1, tokens);
    }

    @Test
    void fits_into_what_is_enough() {
        assertThat(one(2, 512).shortage(one(2, 512).bytes())).isEmpty();
        assertThat(one(2, 512).shortage(one(2, 512).bytes() - 1)).isPresent();
    }

    @Test
    void says_what_would_fit() {
        assertThat(one(4, 1024).shortage(4 * GIB)).hasValueSatisfying(sentence -> assertThat(
                sentence).startsWith("it would take ")
                .contains(" GiB of memory (1.06 GiB of weights, and ")
                .contains(" for each lane of 4 with 1024 tokens per batch) and 4.00 GiB are"
                        + " available: 2 lanes (engine.lanes) or 640 tokens per batch"
                        + " (engine.tokens-per-batch and engine.tokens-per-pair) would fit"));
        assertThat(one(1, 4096).shortage(3 * GIB).orElseThrow())
                .endsWith(
                        ": 1664 tokens per batch (engine.tokens-per-batch and engine.tokens-per-pair)"
                                + " would fit");
        assertThat(one(16, 2048).shortage(2 * GIB).orElseThrow())
                .contains(": 1 lane with ")
                .endsWith(" tokens per batch would fit (engine.lanes, engine.tokens-per-batch and"
                        + " engine.tokens-per-pair)");
        assertThat(one(2, 512).shortage(GIB).orElseThrow())
                .endsWith(": free memory, or choose a smaller file");
    }

    @Test
    void what_it_says_would_fit_does() {
        assertThat(one(2, 1024).shortage(4 * GIB)).isEmpty();
        assertThat(one(3, 1024).shortage(4 * GIB)).isPresent();
        assertThat(one(4, 640).shortage(4 * GIB)).isEmpty();
        assertThat(one(4, 704).shortage(4 * GIB)).isPresent();
        assertThat(one(1, 1664).shortage(3 * GIB)).isEmpty();
        assertThat(one(1, 1728).shortage(3 * GIB)).isPresent();
    }

    @Test
    void counts_java_and_vocabulary_for_each_engine_but_the_weights_once() {
        MemoryDetails details = each(3, 512).details();

        assertThat(details.engines()).isEqualTo(3);
        assertThat(details.build()).isEqualTo("b4916");
        assertThat(details.totalBytes()).isEqualTo(details.weightsBytes()
                + 3 * (details.vocabularyBytes() + details.lane().bytes() + (150L << 20)));
    }
}
