// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringrank.backend.llamacpp.builtin.BuiltinModel;
import io.ringrank.backend.llamacpp.fixture.SmallReranker;
import io.ringrank.backend.llamacpp.fixture.SmallReranker.Kind;
import io.ringrank.backend.llamacpp.gguf.GgmlType;
import io.ringrank.backend.llamacpp.gguf.TensorType;
import io.ringrank.backend.llamacpp.layout.ModelFamily;
import io.ringrank.backend.llamacpp.model.ModelSummary;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ModelFamilyTest {

    @TempDir
    private Path directory;

    private ModelSummary summary(SmallReranker model) throws Exception {
        Diagnosis diagnosis = Patient.of(model.write(directory.resolve("model.gguf"))).examine();
        assertThat(diagnosis).isInstanceOf(Diagnosis.Ok.class);
        return ((Diagnosis.Ok) diagnosis).summary();
    }

    @ParameterizedTest
    @EnumSource(value = Kind.class, mode = EnumSource.Mode.EXCLUDE, names = "JINA_V1")
    void has_nothing_to_say_of_what_a_converter_of_today_writes(Kind kind) throws Exception {
        ModelSummary summary = summary(new SmallReranker(kind));

        assertThat(summary.family()).isEqualTo(switch (kind) {
            case BERT -> ModelFamily.BERT;
            case XLM_R -> ModelFamily.XLM_R;
            case ROBERTA, JINA_V1 -> ModelFamily.ROBERTA_BPE;
            case MODERN_BERT -> ModelFamily.MODERN_BERT;
            case QWEN3 -> ModelFamily.QWEN3;
        });
        assertThat(summary.name()).isEqualTo("Small " + kind);
        assertThat(summary.head().pooling()).isEqualTo(Optional.of("rank"));
        assertThat(summary.head().pooler()).isEqualTo(kind != Kind.QWEN3);
        assertThat(summary.newerOnly()).isEqualTo(switch (kind) {
            case BERT, XLM_R, ROBERTA, JINA_V1 -> List.of();
            case MODERN_BERT -> List.of("the architecture modern-bert");
            case QWEN3 -> List.of("the architecture qwen3");
        });
    }

    @Test
    void sums_a_model_up() throws Exception {
        ModelSummary summary = summary(new SmallReranker(Kind.ROBERTA).shape(3, 64, 96, 4)
                .context(48)
                .vocabulary(300)
                .stored(TensorType.Q8_0));

        assertThat(summary.architecture()).isEqualTo("bert");
        assertThat(summary.shape()).isEqualTo(new ModelSummary.Shape(3, 64, 96, 4, 4, 16, 48));
        assertThat(summary.vocabulary().tokenizer()).isEqualTo("gpt2");
        assertThat(summary.vocabulary().tokens()).isEqualTo(300);
        assertThat(summary.vocabulary().merges()).isEqualTo(3 + 300 - 263);
        assertThat(summary.vocabulary().trieNodes()).isZero();
        assertThat(summary.vocabulary().pair()).isEqualTo("<s> q </s></s> d </s>");
        assertThat(summary.head().labels()).containsExactly("LABEL_0");
        assertThat(summary.fileType()).isEqualTo(GgmlType.Q8_0);
        ModelSummary.TypeTotal most = summary.tensorTypes().getFirst();
        // Vocabulary, three layers of four square matrices and two of the feed-forward, the head.
        long embedded = 300 * 64;
        long multiplied = 3 * (4 * 64 * 64 + 2 * 64 * 96) + 64 * 64 + 64;
        assertThat(most).isEqualTo(new ModelSummary.TypeTotal(GgmlType.Q8_0, 21,
                embedded + multiplied, GgmlType.Q8_0.bytes(embedded + multiplied),
                GgmlType.Q8_0.bytes(multiplied)));
        assertThat(summary.weightsBytes()).isEqualTo(most.bytes()
                + summary.tensorTypes().getLast().bytes());
        assertThat(summary.parameters()).isEqualTo(
                most.values() + summary.tensorTypes().getLast().bytes() / Float.BYTES);
    }

    @Test
    void has_nothing_to_say_of_the_builtin_model() throws Exception {
        Diagnosis diagnosis =
                GgufDoctor.examine(BuiltinModel.writeTo(directory), DoctorOptions.STRICT);

        assertThat(diagnosis).isInstanceOfSatisfying(Diagnosis.Ok.class, ok -> {
            assertThat(ok.summary().family()).isEqualTo(ModelFamily.BERT);
            assertThat(ok.summary().head().labels()).containsExactly("relevance");
        });
    }
}
