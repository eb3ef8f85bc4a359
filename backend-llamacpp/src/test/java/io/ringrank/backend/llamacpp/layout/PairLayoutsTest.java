// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.layout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PairLayoutsTest {

    private static final String TEMPLATE = "<|im_start|>{query}<|sep|>{document}<|im_end|>";

    private static VocabularyFacts facts(int bos, int eos, int sep, String... documentOffset) {
        return new VocabularyFacts(1000, bos, eos, sep, false,
                Optional.of(documentOffset).filter(o -> o.length > 0).map(o -> o[0]),
                Optional.empty());
    }

    private static VocabularyFacts qwen3(Optional<String> template) {
        return new VocabularyFacts(1000, 11, 11, -1, false, Optional.empty(), template);
    }

    private static String reason(ModelFamily family, VocabularyFacts facts) {
        LayoutChoice choice = PairLayouts.choose(family, facts);
        assertThat(choice).isInstanceOf(LayoutChoice.Refused.class);
        return ((LayoutChoice.Refused) choice).reason();
    }

    @Test
    void knows_bert_by_its_tokenizer() {
        assertThat(PairLayouts.choose(ModelFamily.BERT, facts(101, -1, 102))).isEqualTo(
                new LayoutChoice.Chosen(new PairLayout.WordPiece(101, 102, 0, 1000)));
    }

    @Test
    void takes_the_eos_of_a_bert_file_that_names_no_sep() {
        assertThat(PairLayouts.choose(ModelFamily.BERT, facts(101, 102, -1))).isEqualTo(
                new LayoutChoice.Chosen(new PairLayout.WordPiece(101, 102, 0, 1000)));
    }

    @Test
    void knows_xlm_r_by_its_tokenizer_and_needs_no_sep() {
        assertThat(PairLayouts.choose(ModelFamily.XLM_R, facts(0, 2, -1)))
                .isEqualTo(new LayoutChoice.Chosen(
                        new PairLayout.Roberta(ModelFamily.XLM_R, 0, 2, 1000)));
    }

    @Test
    void takes_a_doubled_vocabulary_from_the_file() {
        assertThat(PairLayouts.choose(ModelFamily.BERT, facts(1, -1, 2, "500"))).isEqualTo(
                new LayoutChoice.Chosen(new PairLayout.WordPiece(1, 2, 500, 500)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "501", "-1", "4294967295", "", "x", "99999999999"})
    void refuses_a_document_offset_that_is_not_within_half_of_the_vocabulary(String offset) {
        assertThat(reason(ModelFamily.BERT, facts(1, -1, 2, offset)))
                .contains("ringrank.document_vocab_offset")
                .contains("500")
                .contains("'" + offset + "'");
    }

    @Test
    void refuses_fixed_tokens_outside_the_text_vocabulary() {
        assertThat(reason(ModelFamily.BERT, facts(501, -1, 2, "500"))).contains("bos 501")
                .contains("0 to 499");
        assertThat(reason(ModelFamily.BERT, facts(1, -1, -1))).contains("sep -1");
        assertThat(reason(ModelFamily.XLM_R, facts(-1, 2, 2))).contains("bos -1");
        assertThat(reason(ModelFamily.XLM_R, facts(0, 1000, 2))).contains("eos 1000");
    }

    @Test
    void refuses_a_document_offset_in_an_xlm_r_file() {
        assertThat(reason(ModelFamily.XLM_R, facts(0, 2, 2, "500")))
                .contains("ringrank.document_vocab_offset");
    }

    @Test
    void knows_roberta_and_jina_bert_by_their_byte_pairs() {
        LayoutChoice roberta = new LayoutChoice.Chosen(
                new PairLayout.Roberta(ModelFamily.ROBERTA_BPE, 0, 2, 1000));

        assertThat(PairLayouts.choose(ModelFamily.ROBERTA_BPE, facts(0, 2, 2))).isEqualTo(roberta);
        assertThat(PairLayouts.choose(ModelFamily.ROBERTA_BPE, facts(0, 2, -1))).isEqualTo(roberta);
    }

    @Test
    void knows_modern_bert_by_its_architecture() {
        assertThat(PairLayouts.choose(ModelFamily.MODERN_BERT, facts(1, 3, 2)))
                .isEqualTo(new LayoutChoice.Chosen(new PairLayout.ModernBert(1, 2, 1000)));
        assertThat(PairLayouts.choose(ModelFamily.MODERN_BERT, facts(1, 3, -1)))
                .isEqualTo(new LayoutChoice.Chosen(new PairLayout.ModernBert(1, 3, 1000)));
    }

    @Test
    void gives_documents_ids_of_their_own_where_segments_differ() {
        VocabularyFacts facts = new VocabularyFacts(1000, 101, -1, 102, true,
                Optional.empty(), Optional.empty());

        assertThat(PairLayouts.choose(ModelFamily.BERT, facts)).isEqualTo(
                new LayoutChoice.Chosen(new PairLayout.WordPiece(101, 102, 1000, 1000)));
    }

    @Test
    void takes_the_template_of_a_qwen3_file() {
        LayoutChoice choice = PairLayouts.choose(ModelFamily.QWEN3, qwen3(Optional.of(TEMPLATE)));

        assertThat(choice).isInstanceOfSatisfying(LayoutChoice.Chosen.class, chosen -> {
            assertThat(chosen.layout().family()).isEqualTo(ModelFamily.QWEN3);
            assertThat(chosen.layout().takesInstruction()).isFalse();
        });
    }

    @Test
    void refuses_a_qwen3_file_without_a_template_that_can_be_used() {
        assertThat(reason(ModelFamily.QWEN3, qwen3(Optional.empty())))
                .contains("lacks tokenizer.chat_template.rerank");
        assertThat(reason(ModelFamily.QWEN3, qwen3(Optional.of("{document}{query}"))))
                .contains("tokenizer.chat_template.rerank must have {query} once");
    }

    @Test
    void knows_families_by_architecture_and_tokenizer() {
        assertThat(ModelFamily.of("bert", "bert")).contains(ModelFamily.BERT);
        assertThat(ModelFamily.of("bert", "t5")).contains(ModelFamily.XLM_R);
        assertThat(ModelFamily.of("bert", "gpt2")).contains(ModelFamily.ROBERTA_BPE);
        assertThat(ModelFamily.of("jina-bert-v2", "gpt2")).contains(ModelFamily.ROBERTA_BPE);
        assertThat(ModelFamily.of("modern-bert", "gpt2")).contains(ModelFamily.MODERN_BERT);
        assertThat(ModelFamily.of("qwen3", "gpt2")).contains(ModelFamily.QWEN3);
        assertThat(ModelFamily.of("qwen3", "bert")).isEmpty();
        assertThat(ModelFamily.of("llama", "gpt2")).isEmpty();
        assertThat(ModelFamily.of("bert", "")).isEmpty();
    }
}
