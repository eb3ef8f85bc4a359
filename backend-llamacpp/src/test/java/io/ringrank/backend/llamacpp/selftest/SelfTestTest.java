// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.selftest;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringrank.backend.llamacpp.gguf.GgmlType;
import io.ringrank.backend.llamacpp.layout.ModelFamily;
import io.ringrank.backend.llamacpp.selftest.GoldenVectors.Pair;
import io.ringrank.backend.llamacpp.selftest.SelfTest.Answer;
import io.ringrank.backend.llamacpp.selftest.SelfTest.Scorer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SelfTestTest {

    private static final GoldenVectors VECTORS = new GoldenVectors("a model", List.of("model"),
            ModelFamily.BERT, 2, 64, true, Map.of(GgmlType.F32, 0.125), 0.5,
            List.of(new Pair("q", "best", 4), new Pair("q", "good", 1), new Pair("q", "bad", 0.5),
                    new Pair("r", "other", -3)));

    private static SelfTestResult run(Scorer scorer) throws InterruptedException {
        return SelfTest.run(VECTORS, GgmlType.F32, scorer);
    }

    private static Scorer answering(double best, double good, double bad, double other) {
        return (query, _) -> new Answer.Scores(
                query.equals("q") ? List.of(best, good, bad) : List.of(other));
    }

    @Test
    void passes_with_the_expected_scores() throws Exception {
        List<String> asked = new ArrayList<>();
        SelfTestResult result = run((query, documents) -> {
            asked.add(query + documents);
            return answering(4, 1, 0.5, -3).score(query, documents);
        });

        assertThat(asked).containsExactly("q[best, good, bad]", "r[other]");
        assertThat(result).isEqualTo(
                new SelfTestResult.Compared("a model", true, 4, 0, 0.125, true));
        assertThat(result.passed()).isTrue();
        assertThat(result.message()).isEqualTo("the scores are right: 4 pairs of a model are off by"
                + " 0.0000 at most (0.1250 allowed)");
    }

    @Test
    void passes_within_the_tolerance_of_the_files_type() throws Exception {
        assertThat(run(answering(4.125, 0.875, 0.375, -3)).passed()).isTrue();
        SelfTestResult off = run(answering(4.25, 1, 0.5, -3));
        assertThat(off.passed()).isFalse();
        assertThat(off.message()).startsWith("the scores are not those of the model: 4 pairs of a"
                + " model are off by 0.2500 at most");
        assertThat(SelfTest.run(VECTORS, GgmlType.Q4_0, answering(4.25, 1, 0.5, -3)).passed())
                .isTrue();
    }

    @Test
    void fails_when_the_order_is_not_kept() throws Exception {
        assertThat(SelfTest.run(VECTORS, GgmlType.Q4_0, answering(4, 0.6, 0.9, -3)).passed())
                .as("apart by less than the tolerance explains")
                .isTrue();
        GoldenVectors lenient = new GoldenVectors("a model", List.of("model"), ModelFamily.BERT, 2,
                64, true, Map.of(), 1, List.of(new Pair("q", "a", 3), new Pair("q", "b", 0.9)));
        SelfTestResult result = SelfTest.run(lenient, GgmlType.F32,
                (_, _) -> new Answer.Scores(List.of(1.9, 1.9)));
        assertThat(result.passed()).isFalse();
        assertThat(result.message()).endsWith("and in another order");
    }

    @Test
    void fails_when_a_score_is_not_a_number() throws Exception {
        assertThat(run(answering(4, 1, 0.5, Double.NaN)).passed()).isFalse();
    }

    @Test
    void says_why_there_are_no_scores() throws Exception {
        SelfTestResult result = run((_, _) -> new Answer.None("the engine ended"));

        assertThat(result.passed()).isFalse();
        assertThat(result.message())
                .isEqualTo("the pairs of a model could not be scored: the engine ended");
    }
}
