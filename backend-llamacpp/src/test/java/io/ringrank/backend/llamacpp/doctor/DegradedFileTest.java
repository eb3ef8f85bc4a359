// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringrank.backend.llamacpp.fixture.SmallReranker;
import io.ringrank.backend.llamacpp.fixture.SmallReranker.Kind;
import io.ringrank.backend.llamacpp.gguf.GgufValue;
import io.ringrank.backend.llamacpp.gguf.Headers;
import io.ringrank.backend.llamacpp.gguf.ValueType;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that lost something their scores need. */
class DegradedFileTest {

    private static final DoctorOptions LENIENT = new DoctorOptions(true);
    private static final String WINDOW = "modern-bert.attention.sliding_window";
    private static final String BASE = "modern-bert.rope.freq_base";

    @TempDir
    private Path directory;

    private Patient patient(Kind kind) throws Exception {
        return Patient.of(new SmallReranker(kind).write(directory.resolve("model.gguf")));
    }

    /** Refused with that fault as a rule, and used with a warning if that is allowed. */
    private static void assertDegraded(Patient patient, String fault) {
        assertThat(patient.reason()).startsWith(fault)
                .endsWith("; or set engine.allow-degraded to rank with it all the same");
        assertThat(patient.overrides(LENIENT)).anyMatch(override -> override.startsWith(fault)
                && override.endsWith("because degraded models are allowed"));
    }

    @Test
    void bert_without_its_pooler() throws Exception {
        Patient degraded = patient(Kind.BERT)
                .withoutTensors(List.of("cls.weight", "cls.bias")::contains);

        assertDegraded(degraded, "the pooler (cls.weight and cls.bias) was dropped at conversion");
        assertThat(((Diagnosis.Overridden) degraded.examine(LENIENT)).summary().newerOnly())
                .containsExactly("a classifier without its pooler");
    }

    @Test
    void modern_bert_without_its_prediction_head() throws Exception {
        assertDegraded(patient(Kind.MODERN_BERT).withoutTensors("cls.norm.weight"::equals)
                .withoutTensors("cls.weight"::equals),
                "the prediction head (cls.weight and"
                        + " cls.norm.weight) was dropped at conversion");
    }

    @Test
    void modern_bert_of_a_converter_that_did_not_know_its_layers() throws Exception {
        Patient sound = patient(Kind.MODERN_BERT);

        assertDegraded(sound.without(WINDOW), "the key " + WINDOW + " is missing or 0");
        assertDegraded(sound.with(WINDOW + "_pattern", Headers.int32s(1, 0, 0)),
                "the key " + WINDOW + "_pattern is a list");
        assertDegraded(sound.without(BASE), "the key " + BASE + " is missing");
        assertDegraded(sound.with(BASE, new GgufValue.Real(ValueType.FLOAT32, 10_000)),
                "the key " + BASE + " is 10000");
        assertThat(sound.without(WINDOW + "_pattern").examine()).isInstanceOf(Diagnosis.Ok.class);
    }

    @Test
    void modern_bert_that_was_trained_with_another_pooling() throws Exception {
        assertDegraded(patient(Kind.MODERN_BERT).with("modern-bert.pooling_type",
                Headers.uint32(2)), "the key modern-bert.pooling_type is cls, but llama.cpp pools");
    }

    @Test
    void byte_pairs_without_the_name_of_their_pre_tokenizer() throws Exception {
        assertDegraded(patient(Kind.ROBERTA).without("tokenizer.ggml.pre"),
                "the key tokenizer.ggml.pre names no pre-tokenizer");
        assertDegraded(patient(Kind.QWEN3).with("tokenizer.ggml.pre",
                new GgufValue.Text("default")), "the key tokenizer.ggml.pre names no");
    }

    @Test
    void other_faults_are_refused_whatever_is_allowed() throws Exception {
        Diagnosis diagnosis = patient(Kind.BERT)
                .withoutTensors(List.of("cls.weight", "cls.bias")::contains)
                .without("bert.block_count")
                .examine(LENIENT);

        assertThat(diagnosis).isInstanceOfSatisfying(Diagnosis.Refused.class,
                refused -> assertThat(refused.reasons()).singleElement()
                        .asString()
                        .startsWith("the key bert.block_count is missing"));
    }
}
