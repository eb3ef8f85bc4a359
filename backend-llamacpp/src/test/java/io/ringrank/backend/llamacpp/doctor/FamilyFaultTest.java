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

/** Faults of one family that no engine must see. */
class FamilyFaultTest {

    private static final String TEMPLATE = "tokenizer.chat_template.rerank";
    private static final String LABELS = "qwen3.classifier.output_labels";

    @TempDir
    private Path directory;

    private Patient patient(Kind kind) throws Exception {
        return Patient.of(new SmallReranker(kind).write(directory.resolve("model.gguf")));
    }

    @Test
    void qwen3_without_one_of_its_three_parts() throws Exception {
        Patient sound = patient(Kind.QWEN3);

        assertThat(sound.withoutTensors("cls.output.weight"::equals).reason())
                .startsWith("the tensor cls.output.weight is missing, so the file can't score pairs"
                        + " (it is a chat or an embedding model, or a reranker whose classifier was"
                        + " lost at conversion): choose a file that was converted as a reranker");
        assertThat(sound.without(TEMPLATE).reason()).startsWith("the key " + TEMPLATE
                + " is missing, so nobody knows how its pairs are written: choose a file");
        assertThat(sound.without(LABELS).reason()).startsWith("the key " + LABELS
                + " is missing, and the rerankers of this architecture answer yes or no: convert");
        assertThat(sound.with(LABELS, Headers.texts(List.of("no", "maybe"))).reason())
                .contains("is 'no', 'maybe', and the rerankers");
    }

    @Test
    void qwen3_templates_hold_query_and_document_once_each() throws Exception {
        Patient sound = patient(Kind.QWEN3);

        for (String template : List.of("", "{query}", "{document} {query}",
                "{query} {query} {document}", "{query} {document} {document}")) {
            assertThat(sound.with(TEMPLATE, new GgufValue.Text(template)).reason())
                    .contains(TEMPLATE + " must have {query} once and {document} once behind it: "
                            + "choose a file that was converted as a reranker");
        }
        assertThat(sound.with(TEMPLATE, new GgufValue.Truth(true)).reason())
                .contains("must have the type string and has bool");
    }

    @Test
    void qwen3_rerankers_that_score_in_another_way() throws Exception {
        Patient sound = patient(Kind.QWEN3);

        assertThat(sound.with("general.name", new GgufValue.Text("Jina Reranker v3")).reason())
                .startsWith("the model 'jina-reranker-v3' ranks all documents in one prompt");
        assertThat(sound.with("general.name", new GgufValue.Text("zerank-2")).reason())
                .contains("scores by the logit of a token after a prompt of its own");
    }

    @Test
    void qwen3_shapes_that_would_end_the_process() throws Exception {
        Patient sound = patient(Kind.QWEN3);

        assertThat(sound.reshaped("blk.0.attn_q_norm.weight", 32L).reason())
                .contains("attn_q_norm.weight has the shape [32] and not [16]");
        assertThat(sound.reshaped("cls.output.weight", 32L, 1L).reason())
                .contains("cls.output.weight has the shape [32, 1] and not [32, 2]");
        assertThat(sound.with("qwen3.rope.dimension_count", Headers.uint32(8)).reason())
                .contains("is 8, but a head of this model has a width of 16");
        assertThat(sound.with("qwen3.attention.value_length", Headers.uint32(8)).reason())
                .contains("is 8, but a head of this model has a width of 16");
        assertThat(sound.with("qwen3.attention.key_length", Headers.uint32(7)).reason())
                .contains("a head has the odd width 7");
        assertThat(sound.with("qwen3.attention.head_count", Headers.uint32(64)).reason())
                .contains("do not divide each other");
        assertThat(sound.with("qwen3.attention.causal", new GgufValue.Truth(false)).reason())
                .contains("the rerankers of this architecture are causal");
        assertThat(sound.with("qwen3.embedding_length_out", Headers.uint32(64)).reason())
                .contains("is 64, but this model has a width of 32");
    }

    @Test
    void qwen3_heads_may_be_wider_than_their_share() throws Exception {
        Patient sound = patient(Kind.QWEN3).with("qwen3.attention.key_length", Headers.uint32(32))
                .with("qwen3.attention.value_length", Headers.uint32(32))
                .with("qwen3.attention.head_count_kv", Headers.uint32(1));
        for (int layer = 0; layer < 2; layer++) {
            sound = sound.reshaped("blk." + layer + ".attn_q.weight", 32L, 64L)
                    .reshaped("blk." + layer + ".attn_k.weight", 32L, 32L)
                    .reshaped("blk." + layer + ".attn_output.weight", 64L, 32L)
                    .reshaped("blk." + layer + ".attn_q_norm.weight", 32L)
                    .reshaped("blk." + layer + ".attn_k_norm.weight", 32L);
        }

        assertThat(sound.examine()).isInstanceOf(Diagnosis.Ok.class);
    }

    @Test
    void jina_gates_may_lie_beside_the_rest_or_not_be_there() throws Exception {
        Patient sound = patient(Kind.JINA_V1);
        Patient ungated = sound.withoutTensors(name -> name.contains("ffn_gate"));
        Patient joined = ungated.reshaped("blk.0.ffn_up.weight", 32L, 128L)
                .reshaped("blk.1.ffn_up.weight", 32L, 128L);

        for (Patient newer : List.of(ungated, joined)) {
            assertThat(newer.examine()).isInstanceOfSatisfying(Diagnosis.Overridden.class,
                    found -> assertThat(found.summary().newerOnly())
                            .containsExactly("a feed-forward without a gate of its own"));
        }
        assertThat(sound.reshaped("blk.0.ffn_up.weight", 32L, 128L).reason())
                .contains("ffn_up.weight has the shape [32, 128] and not [32, 64]");
        assertThat(ungated.reshaped("blk.0.ffn_up.weight", 32L, 96L).reason())
                .contains("ffn_up.weight has the shape [32, 96] and not [32, 64]");
    }

    @Test
    void jina_shapes_that_would_end_the_process() throws Exception {
        Patient sound = patient(Kind.JINA_V1);

        assertThat(sound.with("jina-bert-v2.attention.head_count_kv", Headers.uint32(1)).reason())
                .contains("is 1 and not 2, and heads of this architecture share no keys");
        assertThat(sound.withTensor("blk.0.attn_q_norm.weight", 32L).reason())
                .startsWith("the tensor blk.0.attn_q_norm.bias is missing");
        assertThat(sound.withTensor("blk.0.attn_q_norm.weight", 32L)
                .withTensor("blk.0.attn_q_norm.bias", 32L)
                .examine()).isInstanceOf(Diagnosis.Overridden.class);
        assertThat(sound.withoutTensors(name -> name.startsWith("cls")).reason())
                .startsWith("the tensor cls.weight is missing, so the file can't score pairs");
        assertThat(sound.with("tokenizer.ggml.model", new GgufValue.Text("bert")).reasons())
                .anyMatch(reason -> reason.contains("architecture jina-bert-v2 have gpt2"));
    }

    @Test
    void modern_bert_shapes_that_would_end_the_process() throws Exception {
        Patient sound = patient(Kind.MODERN_BERT);

        assertThat(sound.with("modern-bert.attention.head_count_kv", Headers.uint32(1)).reason())
                .contains("is 1 and not 2, and heads of this architecture share no keys");
        assertThat(sound.with("modern-bert.attention.head_count", Headers.uint32(32)).reason())
                .contains("a head has the odd width 1, which llama.cpp can't rotate");
        for (int pattern : new int[]{0, 1}) {
            assertThat(sound.with("modern-bert.attention.sliding_window_pattern",
                    Headers.uint32(pattern)).reason()).contains("leave no layer with a window");
        }
        assertThat(sound.with("modern-bert.block_count", Headers.uint32(1)).reasons().getFirst())
                .contains("pattern and 1 layers leave no layer with a window, or none without");
        assertThat(sound.withTensor("cls.bias", 32L).reason())
                .startsWith("the tensor cls.bias is none that this architecture uses");
        assertThat(sound.withoutTensors("blk.1.attn_norm.weight"::equals).reason())
                .startsWith("the tensor blk.1.attn_norm.weight is missing");
        assertThat(sound.withTensor("blk.0.attn_norm.weight", 32L).examine())
                .isInstanceOf(Diagnosis.Ok.class);
        assertThat(sound.withoutTensors(name -> name.startsWith("cls")).reason())
                .startsWith("the tensor cls.output.weight is missing, so the file can't score");
    }

    @Test
    void byte_pairs_that_llama_cpp_can_not_load() throws Exception {
        Patient sound = patient(Kind.ROBERTA);

        assertThat(sound.without("tokenizer.ggml.merges").reason())
                .startsWith("the key tokenizer.ggml.merges is missing");
        assertThat(sound.with("tokenizer.ggml.merges", Headers.int32s(1)).reason())
                .contains("must have the type array of string and has array of int32");
        assertThat(sound.with("tokenizer.ggml.pre", new GgufValue.Text("mine")).reason())
                .startsWith("the key tokenizer.ggml.pre is 'mine', a pre-tokenizer that llama.cpp"
                        + " doesn't know");
        assertThat(sound.without("tokenizer.ggml.bos_token_id")
                .without("tokenizer.ggml.cls_token_id")
                .reason()).contains("are missing, so a pair has no fixed tokens");
        assertThat(sound.with("tokenizer.ggml.pre", new GgufValue.Text("modern-bert")).examine())
                .isInstanceOfSatisfying(Diagnosis.Ok.class, ok -> assertThat(
                        ok.summary().newerOnly())
                        .containsExactly("the pre-tokenizer modern-bert"));
    }

    @Test
    void architectures_that_can_not_rerank_here() throws Exception {
        Patient sound = patient(Kind.BERT);

        assertThat(named(sound, "nomic-bert", "Nomic Embed")).startsWith("the key"
                + " general.architecture is 'nomic-bert', an embedding model: llama.cpp has no"
                + " classifier for it, so it can't score pairs: choose a reranker");
        assertThat(named(sound, "llama", "Llama 3 8B")).contains("which is not a reranker that"
                + " llama.cpp can run (a chat model has no classifier)");
        assertThat(named(sound, "llama", "Llama Nemotron Rerank 1B"))
                .contains("let each token see those behind it");
        assertThat(named(sound, "gemma", "bge-reranker-v2-gemma")).contains("the token Yes");
        assertThat(named(sound, "qwen2", "mxbai-rerank-base-v2")).contains("tokens 0 and 1");
        assertThat(named(sound, "minicpm", "bge-reranker-v2-minicpm")).contains("any layer");
        assertThat(named(sound, "qwen2vl", "jina-reranker-m0")).contains("a projector");
    }

    private static String named(Patient patient, String architecture, String name) {
        return patient.with("general.architecture", new GgufValue.Text(architecture))
                .with("general.name", new GgufValue.Text(name))
                .reason();
    }
}
