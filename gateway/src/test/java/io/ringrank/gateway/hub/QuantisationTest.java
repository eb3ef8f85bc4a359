// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantisationTest {

    @ParameterizedTest
    @CsvSource({"bge-reranker-v2-m3-Q8_0.gguf, Q8_0", "bge-reranker-v2-m3-FP16.gguf, F16",
        "model.f32.gguf, F32", "m-Q4_K_M.gguf, Q4_K_M", "m-q6_k.gguf, Q6_K",
        "m-IQ4_XS.gguf, IQ4_XS", "m-bf16-00001-of-00003.gguf, BF16", "Q4_0/model-Q5_1.gguf, Q5_1",
        "m-MXFP4.gguf, MXFP4", "m-Q6_K_L.gguf, Q6_K_L", "qwen3-reranker-0.6b.gguf, unknown",
        "IQ-test.gguf, unknown", "faq8_0.gguf, unknown"})
    void is_read_from_names_of_files(String file, String name) {
        assertThat(Quantisation.ofFile(file).name()).isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource({"true, 'Q8_0,BF16,F16,F32,Q6_K,Q6_K_L,Q5_K_M,Q4_K_M,Q4_0,Q3_K_M,Q2_K,unknown'",
        "false, 'F16,BF16,Q8_0,F32,Q6_K,Q6_K_L,Q5_K_M,Q4_K_M,Q4_0,Q3_K_M,Q2_K,unknown'"})
    void is_ordered_by_quality_and_then_by_speed(boolean onProcessor, String order) {
        List<String> best = List.of(order.split(","));

        assertThat(best.reversed()
                .stream()
                .map(Quantisation::new)
                .sorted(Comparator.comparingInt((Quantisation kind) -> kind.rank(onProcessor))
                        .thenComparing(Quantisation::name))
                .map(Quantisation::name)).isEqualTo(best);
    }

    @Test
    void is_known_from_what_people_type() {
        assertThat(Quantisation.ofText("q8_0")).contains(new Quantisation("Q8_0"));
        assertThat(Quantisation.ofText("fp16")).contains(new Quantisation("F16"));
        assertThat(Quantisation.ofText("bge-Q8_0.gguf")).isEmpty();
    }
}
