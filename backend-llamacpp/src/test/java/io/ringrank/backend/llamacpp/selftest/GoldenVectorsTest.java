// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.selftest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.ringrank.backend.llamacpp.gguf.GgmlType;
import io.ringrank.backend.llamacpp.layout.ModelFamily;
import io.ringrank.backend.llamacpp.model.ModelSummary;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GoldenVectorsTest {

    private static final String TEXT = """
                                       # A comment.

                                       model\tthe first
                                       names\tFirst-1\tfirst
                                       shape\tXLM_R\t24\t1024
                                       verified\tyes
                                       tolerance\t0.1\tF16\tF32
                                       tolerance\t0.5
                                       pair\t-1.5\tq\td
                                       pair\t2\tq\te
                                       model\tthe second
                                       names\tsecond
                                       shape\tBERT\t2\t64
                                       verified\tno
                                       tolerance\t0.25
                                       pair\t0\tq\t
                                       """;

    private static ModelSummary summary(String name, ModelFamily family, int layers, int width) {
        return new ModelSummary("bert", family, name,
                List.of(new ModelSummary.TypeTotal(GgmlType.F16, 1, 1, 2, 2)),
                new ModelSummary.Shape(layers, width, 4 * width, 4, 4, width / 4, 512),
                new ModelSummary.Vocabulary("t5", 10, 10, 0, ""),
                new ModelSummary.Head(Optional.empty(), true, List.of(), false), List.of());
    }

    @Test
    void are_read_from_lines() {
        assertThat(GoldenVectorsReader.read(TEXT)).containsExactly(
                new GoldenVectors("the first", List.of("First-1", "first"), ModelFamily.XLM_R, 24,
                        1024, true, Map.of(GgmlType.F16, 0.1, GgmlType.F32, 0.1), 0.5,
                        List.of(new GoldenVectors.Pair("q", "d", -1.5),
                                new GoldenVectors.Pair("q", "e", 2))),
                new GoldenVectors("the second", List.of("second"), ModelFamily.BERT, 2, 64, false,
                        Map.of(), 0.25, List.of(new GoldenVectors.Pair("q", "", 0))));
        GoldenVectors first = GoldenVectorsReader.read(TEXT).getFirst();
        assertThat(first.tolerance(GgmlType.F16)).isEqualTo(0.1);
        assertThat(first.tolerance(GgmlType.Q4_K)).isEqualTo(0.5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"modell\tx", "model", "verified\tperhaps", "tolerance\tx",
        "tolerance\t1\tQ99", "pair\t1\tq"})
    void a_line_that_is_none_of_the_format_is_named(String line) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GoldenVectorsReader.read("# first\n" + line))
                .withMessageContaining("line 2: " + line);
    }

    @Test
    void belong_to_a_file_by_its_name_and_shape() {
        GoldenVectors first = GoldenVectorsReader.read(TEXT).getFirst();

        for (String same : List.of("FIRST", "FIRST (f16)", "An Organisation/first-Q8_0-GGUF",
                "first.UD-Q4_K_XL", "first-IQ4_NL")) {
            assertThat(first.fits(summary(same, ModelFamily.XLM_R, 24, 1024))).as(same).isTrue();
        }
        for (String other : List.of("first-of-ours", "first 2", "not-the-first",
                "first-q8-finetuned", "first" + "-gguf".repeat(3_000))) {
            assertThat(first.fits(summary(other, ModelFamily.XLM_R, 24, 1024))).as(other)
                    .isFalse();
        }
        assertThat(first.fits(summary("another", ModelFamily.XLM_R, 24, 1024))).isFalse();
        assertThat(first.fits(summary("", ModelFamily.XLM_R, 24, 1024))).isFalse();
        assertThat(first.fits(summary("first", ModelFamily.XLM_R, 12, 1024))).isFalse();
        assertThat(first.fits(summary("first", ModelFamily.XLM_R, 24, 768))).isFalse();
        assertThat(first.fits(summary("first", ModelFamily.BERT, 24, 1024))).isFalse();
    }

    @Test
    void of_known_models_are_there() {
        assertThat(GoldenVectorsReader.all()).extracting(GoldenVectors::model)
                .containsExactly("the built-in model", "bge-reranker-v2-m3",
                        "ms-marco-MiniLM-L6-v2", "Qwen3-Reranker-0.6B");
        assertThat(GoldenVectorsReader.of(
                summary("Bge Reranker V2 M3", ModelFamily.XLM_R, 24, 1024)))
                .hasValueSatisfying(vectors -> {
                    assertThat(vectors.verified()).isFalse();
                    assertThat(vectors.pairs()).hasSize(4);
                });
        assertThat(GoldenVectorsReader.of(
                summary("bge-reranker-large", ModelFamily.XLM_R, 24, 1024))).isEmpty();
    }
}
