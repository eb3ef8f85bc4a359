// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringrank.backend.llamacpp.fixture.SmallReranker;
import io.ringrank.backend.llamacpp.fixture.SmallReranker.Kind;
import io.ringrank.backend.llamacpp.gguf.GgufValue;
import io.ringrank.backend.llamacpp.gguf.Headers;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What files say, and what is done otherwise so that they score rightly. */
class OverrideTest {

    private static final String ADD_BOS = "tokenizer.ggml.add_bos_token";
    private static final String ADD_EOS = "tokenizer.ggml.add_eos_token";
    private static final String ADD_SEP = "tokenizer.ggml.add_sep_token";
    private static final String SWITCHES = "by the file's add_bos_token, add_eos_token and"
            + " add_sep_token llama.cpp would build ";

    @TempDir
    private Path directory;

    private Patient patient(Kind kind) throws Exception {
        return Patient.of(new SmallReranker(kind).write(directory.resolve("model.gguf")));
    }

    private static List<String> overrides(Patient patient) {
        return patient.overrides(DoctorOptions.STRICT);
    }

    @Test
    void xlm_r_files_of_2024_get_their_second_separator_and_their_pooling() throws Exception {
        Patient old = patient(Kind.XLM_R).without(ADD_SEP)
                .without("bert.pooling_type")
                .without("bert.classifier.output_labels");

        assertThat(overrides(old)).containsExactly(
                SWITCHES + "<s> q </s> d </s>: Ringrank builds <s> q </s></s> d </s>",
                "the key bert.pooling_type is missing: pooling by rank is asked for");
        // Without any switch, not even the first token is there.
        assertThat(overrides(old.without(ADD_BOS).without(ADD_EOS))).contains(
                SWITCHES + "q </s> d </s>: Ringrank builds <s> q </s></s> d </s>");
    }

    @Test
    void bert_files_get_their_last_separator_and_no_second_one() throws Exception {
        Patient bert = patient(Kind.BERT);

        assertThat(overrides(bert.without(ADD_EOS).without(ADD_SEP))).containsExactly(
                SWITCHES + "[CLS] q [SEP] d: Ringrank builds [CLS] q [SEP] d [SEP]");
        assertThat(overrides(bert.without(ADD_SEP))).containsExactly(
                SWITCHES + "[CLS] q [SEP][SEP] d [SEP]: Ringrank builds [CLS] q [SEP] d [SEP]");
    }

    @Test
    void bert_documents_get_their_segment_unless_the_vocabulary_has_it() throws Exception {
        Patient twoTypes = patient(Kind.BERT).with("tokenizer.ggml.token_type_count",
                Headers.uint32(2)).reshaped("token_types.weight", 32L, 2L);

        assertThat(overrides(twoTypes)).containsExactly("llama.cpp puts every token into segment 0:"
                + " Ringrank puts the document into segment 1");
        assertThat(twoTypes.with("ringrank.document_vocab_offset", Headers.uint32(7)).examine())
                .isInstanceOf(Diagnosis.Ok.class);
    }

    @Test
    void byte_pairs_are_separated_by_the_name_of_their_pre_tokenizer() throws Exception {
        Patient roberta = patient(Kind.ROBERTA);

        assertThat(roberta.without(ADD_SEP).examine()).isInstanceOf(Diagnosis.Ok.class);
        assertThat(overrides(roberta.without(ADD_SEP)
                .with("tokenizer.ggml.pre", new GgufValue.Text("gpt-2")))).containsExactly(
                        SWITCHES + "<s> q </s> d </s>: Ringrank builds <s> q </s></s> d </s>");
        assertThat(overrides(patient(Kind.MODERN_BERT).with(ADD_SEP, new GgufValue.Truth(true))))
                .containsExactly(SWITCHES + "[CLS] q [SEP][SEP] d [SEP]: Ringrank builds"
                        + " [CLS] q [SEP] d [SEP]");
    }

    @Test
    void another_pooling_is_passed_over() throws Exception {
        assertThat(overrides(patient(Kind.BERT).with("bert.pooling_type", Headers.uint32(2))))
                .containsExactly("the key bert.pooling_type is cls: pooling by rank is asked for");
        assertThat(overrides(patient(Kind.QWEN3).with("qwen3.pooling_type", Headers.uint32(77))))
                .containsExactly("the key qwen3.pooling_type is 77: pooling by rank is asked for");
    }

    @Test
    void jina_v1_scores_end_in_a_tangent() throws Exception {
        assertThat(overrides(patient(Kind.JINA_V1))).singleElement()
                .asString()
                .startsWith("llama.cpp ends this architecture with the hyperbolic tangent");
    }
}
