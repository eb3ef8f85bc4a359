// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.ringrank.backend.llamacpp.doctor.Diagnosis;
import io.ringrank.backend.llamacpp.doctor.DoctorOptions;
import io.ringrank.backend.llamacpp.doctor.GgufDoctor;
import io.ringrank.backend.llamacpp.gguf.TensorType;
import io.ringrank.backend.llamacpp.model.Fingerprint;
import io.ringrank.backend.llamacpp.natives.NativeLibrary;
import io.ringrank.backend.llamacpp.runtime.Lane;
import io.ringrank.backend.llamacpp.runtime.LlamaRuntime;
import io.ringrank.backend.llamacpp.runtime.LoadOptions;
import io.ringrank.backend.llamacpp.runtime.LoadOutcome;
import io.ringrank.backend.llamacpp.runtime.LoadedModel;
import io.ringrank.scheduler.engine.TokenizedQuery;
import io.ringrank.scheduler.pair.PreparedPair;
import io.ringrank.scheduler.pair.ScoringOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class SyntheticModelTest {

    /** Change it together with {@link SyntheticModel#VERSION}, which is in the name of the file. */
    private static final String SHA256_OF_VERSION_1 =
            "e946e2b3620edf704a005d609eedd30529dfb9a7fb28fda24df8ee7be191a45d";

    @TempDir
    Path directory;

    static Stream<Arguments> shapes() {
        return Stream.of(Arguments.of(TinyShapes.BERT), Arguments.of(TinyShapes.XLM_ROBERTA));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void scores_differ_from_pair_to_pair(ModelShape shape) throws Exception {
        List<String> documents = EnglishWords.ALL.subList(0, 50);
        try (LoadedModel model = load(SyntheticModel.in(directory, shape, TensorType.Q8_0));
                Lane lane = model.openLane()) {
            float[] scores = lane.score(pairs(model, "copper kettle", documents));

            assertThat(IntStream.range(0, scores.length).mapToDouble(i -> scores[i]))
                    .allMatch(Double::isFinite);
            assertThat(IntStream.range(0, scores.length)
                    .map(i -> Math.round(scores[i] * 1_000))
                    .distinct()
                    .count()).isGreaterThan(40);
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void a_known_word_is_one_token_and_another_is_made_of_characters(ModelShape shape)
            throws Exception {
        try (LoadedModel model = load(SyntheticModel.in(directory, shape, TensorType.Q8_0))) {
            List<PreparedPair> pairs = pairs(model, "amber", List.of("", "bear", "bear whale",
                    "Zyx9!"));

            int fixed = pairs.get(0).tokens();
            assertThat(pairs).extracting(pair -> pair.tokens() - fixed).startsWith(0, 1, 2);
            // The signs of a word are its own tokens in one family, and one more marks its start.
            assertThat(pairs.get(3).tokens() - fixed).isBetween(5, 6);
        }
    }

    @ParameterizedTest
    @EnumSource(TensorType.class)
    void llama_cpp_loads_every_type_and_the_doctor_refuses_none(TensorType type) throws Exception {
        Path file = SyntheticModel.in(directory, TinyShapes.BERT, type);

        assertThat(GgufDoctor.examine(file, DoctorOptions.STRICT))
                .isNotInstanceOf(Diagnosis.Refused.class);
        try (LoadedModel model = load(file)) {
            assertThat(model.facts().parameters()).isBetween(90_000L, 200_000L);
        }
    }

    @Test
    void the_shape_of_minilm_has_as_many_weights_as_the_real_one() throws Exception {
        Path file = SyntheticModel.in(directory, ModelShape.MINILM_L6, TensorType.Q8_0);

        assertThat(GgufDoctor.examine(file, DoctorOptions.STRICT))
                .isNotInstanceOf(Diagnosis.Refused.class);
        try (LoadedModel model = load(file)) {
            // 22,713,601 (safetensors of cross-encoder/ms-marco-MiniLM-L6-v2).
            assertThat(model.facts().parameters()).isEqualTo(22_713_601L);
        }
    }

    @Test
    void the_same_shape_and_type_give_the_same_bytes() throws IOException {
        Path file = SyntheticModel.in(directory, TinyShapes.BERT, TensorType.Q8_0);

        assertThat(Fingerprint.of(file)).as("if it changed, count SyntheticModel.VERSION up")
                .isEqualTo(SHA256_OF_VERSION_1);
    }

    @Test
    void a_file_that_is_there_is_not_written_again() throws IOException {
        Path file = SyntheticModel.in(directory, TinyShapes.BERT, TensorType.Q8_0);
        Files.writeString(file, "mark");

        assertThat(SyntheticModel.in(directory, TinyShapes.BERT, TensorType.Q8_0))
                .isEqualTo(file)
                .hasContent("mark");
    }

    @Test
    void a_vocabulary_has_no_token_twice() {
        assertThat(new Vocabulary(ModelShape.Family.XLM_ROBERTA, 250_002).tokens())
                .hasSize(250_002)
                .doesNotHaveDuplicates();
    }

    @Test
    void an_unknown_shape_is_refused_with_those_there_are() {
        assertThatIllegalArgumentException().isThrownBy(() -> ModelShape.named("minilm"))
                .withMessage("no shape is called \"minilm\"; there are minilm-l6,"
                        + " mminilm-l6, bge-reranker-v2-m3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Vocabulary(ModelShape.Family.BERT, 100))
                .withMessageContaining("not 100");
    }

    private LoadedModel load(Path file) throws Exception {
        LoadOutcome outcome = LlamaRuntime
                .open(NativeLibrary.jllama(directory.resolve("native")), _ -> {})
                .load(file, LoadOptions.ofLanes(1), _ -> {});
        assertThat(outcome).isInstanceOf(LoadOutcome.Loaded.class);
        return ((LoadOutcome.Loaded) outcome).model();
    }

    private static List<PreparedPair> pairs(LoadedModel model, String query,
            List<String> documents) {
        TokenizedQuery.Rows rows = (TokenizedQuery.Rows) model.tokenize(query,
                documents, ScoringOptions.DEFAULT);
        return IntStream.range(0, documents.size()).mapToObj(rows::pair).toList();
    }
}
