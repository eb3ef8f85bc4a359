// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ringrank.backend.llamacpp.layout.ModelFamily;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RankHeadTest {

    private static RankHead head(ModelFamily family, String... labels) {
        RankHead.Choice choice = RankHead.choose(family, List.of(labels));
        assertThat(choice).isInstanceOf(RankHead.Choice.Chosen.class);
        return ((RankHead.Choice.Chosen) choice).head();
    }

    private static String refusal(ModelFamily family, String... labels) {
        RankHead.Choice choice = RankHead.choose(family, List.of(labels));
        assertThat(choice).isInstanceOf(RankHead.Choice.Refused.class);
        return ((RankHead.Choice.Refused) choice).reason();
    }

    private static float score(RankHead head, float... outputs) {
        return head.score(output -> outputs[output]);
    }

    @ParameterizedTest
    @EnumSource(names = "QWEN3", mode = EnumSource.Mode.EXCLUDE)
    void takes_the_one_output_as_it_is(ModelFamily family) {
        assertThat(score(head(family), -3.5f)).isEqualTo(-3.5f);
        assertThat(score(head(family, "LABEL_0"), 7f)).isEqualTo(7f);
        assertThat(score(head(family, "LABEL_0"), Float.NaN)).isNaN();
        assertThat(refusal(family, "no", "maybe", "yes")).contains("has 3, as classifiers have");
    }

    @Test
    void makes_a_margin_of_the_probabilities_of_yes_and_no() {
        float yes = (float) (1 / (1 + Math.exp(-2.5)));

        assertThat(score(head(ModelFamily.QWEN3, "yes", "no"), yes, 1 - yes))
                .isCloseTo(2.5f, within(1e-5f));
        assertThat(score(head(ModelFamily.QWEN3, "no", "yes"), yes, 1 - yes))
                .isCloseTo(-2.5f, within(1e-5f));
    }

    @Test
    void ends_a_margin_where_a_probability_is_too_small_for_a_float() {
        RankHead head = head(ModelFamily.QWEN3, "yes", "no");

        assertThat(score(head, 1, 0)).isCloseTo(87.3f, within(0.1f));
        assertThat(score(head, Float.MIN_VALUE, 1)).isCloseTo(-87.3f, within(0.1f));
        assertThat(score(head, Float.NaN, 1)).isNaN();
        assertThat(score(head, 1, Float.NaN)).isNaN();
    }

    @Test
    void refuses_a_decoder_that_says_something_else_than_yes_and_no() {
        assertThat(refusal(ModelFamily.QWEN3)).contains("must be yes and no, and are []");
        assertThat(refusal(ModelFamily.QWEN3, "yes", "yes")).contains("[yes, yes]");
        assertThat(refusal(ModelFamily.QWEN3, "yes", "no", "maybe")).contains("maybe");
    }
}
