// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.layout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PairLayoutsTest {

    private static VocabularyFacts facts(String tokenizer, int bos, int eos, int sep,
            String... documentOffset) {
        return new VocabularyFacts(tokenizer, 1000, bos, eos, sep,
                Optional.of(documentOffset).filter(o -> o.length > 0).map(o -> o[0]));
    }

    private static String reason(VocabularyFacts facts) {
        LayoutChoice choice = PairLayouts.choose(facts);
        assertThat(choice).isInstanceOf(LayoutChoice.Refused.class);
        return ((LayoutChoice.Refused) choice).reason();
    }

    @Test
    void knows_bert_by_its_tokenizer() {
        assertThat(PairLayouts.choose(facts("bert", 101, -1, 102))).isEqualTo(
                new LayoutChoice.Chosen(new PairLayout.WordPiece(101, 102, 0, 1000)));
    }

    @Test
    void takes_the_eos_of_a_bert_file_that_names_no_sep() {
        assertThat(PairLayouts.choose(facts("bert", 101, 102, -1))).isEqualTo(
                new LayoutChoice.Chosen(new PairLayout.WordPiece(101, 102, 0, 1000)));
    }

    @Test
    void knows_xlm_r_by_its_tokenizer_and_needs_no_sep() {
        assertThat(PairLayouts.choose(facts("t5", 0, 2, -1)))
                .isEqualTo(new LayoutChoice.Chosen(new PairLayout.Unigram(0, 2, 1000)));
    }

    @Test
    void takes_a_doubled_vocabulary_from_the_file() {
        assertThat(PairLayouts.choose(facts("bert", 1, -1, 2, "500"))).isEqualTo(
                new LayoutChoice.Chosen(new PairLayout.WordPiece(1, 2, 500, 500)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "501", "-1", "4294967295", "", "x", "99999999999"})
    void refuses_a_document_offset_that_is_not_within_half_of_the_vocabulary(String offset) {
        assertThat(reason(facts("bert", 1, -1, 2, offset)))
                .contains("ringrank.document_vocab_offset")
                .contains("500")
                .contains("'" + offset + "'");
    }

    @Test
    void refuses_fixed_tokens_outside_the_text_vocabulary() {
        assertThat(reason(facts("bert", 501, -1, 2, "500"))).contains("bos 501")
                .contains("0 to 499");
        assertThat(reason(facts("bert", 1, -1, -1))).contains("sep -1");
        assertThat(reason(facts("t5", -1, 2, 2))).contains("bos -1");
        assertThat(reason(facts("t5", 0, 1000, 2))).contains("eos 1000");
    }

    @Test
    void refuses_a_document_offset_in_an_xlm_r_file() {
        assertThat(reason(facts("t5", 0, 2, 2, "500"))).contains("ringrank.document_vocab_offset");
    }

    @Test
    void refuses_another_tokenizer_by_name() {
        assertThat(reason(facts("gpt2", 0, 2, 2))).contains("'gpt2'").contains("bert");
    }
}
