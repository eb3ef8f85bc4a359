// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.ringrank.backend.llamacpp.ffi.LlamaLibrary;
import io.ringrank.backend.llamacpp.ffi.LlamaModel;
import io.ringrank.backend.llamacpp.fixture.LlamaBuild;
import io.ringrank.backend.llamacpp.fixture.RandomModel;
import io.ringrank.backend.llamacpp.fixture.Syllables;
import io.ringrank.backend.llamacpp.gguf.TensorType;
import io.ringrank.backend.llamacpp.layout.ModelFamily;
import io.ringrank.backend.llamacpp.runtime.LoadedModel;
import io.ringrank.scheduler.engine.TokenizedQuery;
import io.ringrank.scheduler.pair.LongDocument;
import io.ringrank.scheduler.pair.PreparedPair;
import io.ringrank.scheduler.pair.ScoringOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rows of every family's pairs, by the real tokenizers. */
class FamilyRowsTest {
    /** First id behind five special tokens: the pieces, or the bytes and then the syllables. */
    private static final int SPECIAL = 5;
    private static final int BYTES = 256;

    @TempDir
    private static Path directory;
    private static Builds builds;

    @BeforeAll
    static void open() throws Exception {
        builds = Builds.open(directory);
    }

    private static LoadedModel load(RandomModel random) {
        List<LlamaBuild> knowing = builds.knowing(random);
        assumeThat(knowing).isNotEmpty();
        return builds.load(knowing.getLast(), random.write(directory, TensorType.F32));
    }

    private static int[] row(LoadedModel model, String query, String document) {
        return RandomPairs.ids(pair(model, query, document, ""));
    }

    private static PreparedPair pair(LoadedModel model, String query, String document,
            String instruction) {
        ScoringOptions options =
                new ScoringOptions(instruction, 0, new LongDocument.Truncate());
        TokenizedQuery rows = model.tokenize(query, List.of(document), options);
        assertThat(rows).isInstanceOf(TokenizedQuery.Rows.class);
        return ((TokenizedQuery.Rows) rows).pair(0);
    }

    /** The syllable at an index as a word of its own: the pieces with a mark for it come first. */
    private static int word(int special, int index) {
        return special + index;
    }

    /** The syllable as the end of a word. */
    private static int ending(int special, int index) {
        return special + Syllables.ALL.size() + index;
    }

    /** The syllable without a space before it, in byte pairs. */
    private static int bare(int special, int index) {
        return special + BYTES + index;
    }

    /** The syllable with the space before it. */
    private static int spaced(int special, int index) {
        return bare(special, index) + Syllables.ALL.size();
    }

    @Test
    void lays_out_bert_as_cls_query_sep_document_sep_with_the_document_in_segment_1() {
        try (LoadedModel model = load(RandomModel.BERT)) {
            int v = model.facts().vocabularyTokens() / 2;

            assertThat(model.facts().family()).isEqualTo(ModelFamily.BERT);
            assertThat(row(model, "ba be", "bibo")).containsExactly(2, word(SPECIAL, 0),
                    word(SPECIAL, 1), 3, v + word(SPECIAL, 2), v + ending(SPECIAL, 3), v + 3);
        }
    }

    @Test
    void lays_out_xlm_roberta_with_two_separators_though_the_file_has_none() {
        try (LoadedModel model = load(RandomModel.XLM_R)) {
            assertThat(model.facts().family()).isEqualTo(ModelFamily.XLM_R);
            assertThat(row(model, "ba be", "bibo")).containsExactly(0, word(4, 0), word(4, 1), 2,
                    2, word(4, 2), ending(4, 3), 2);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"ROBERTA", "JINA_BERT"})
    void lays_out_roberta_with_two_separators(RandomModel random) {
        try (LoadedModel model = load(random)) {
            assertThat(model.facts().family()).isEqualTo(ModelFamily.ROBERTA_BPE);
            assertThat(row(model, "ba be", "bibo")).containsExactly(0, bare(SPECIAL, 0),
                    spaced(SPECIAL, 1), 2, 2, bare(SPECIAL, 2), bare(SPECIAL, 3), 2);
        }
    }

    @Test
    void lays_out_modern_bert_as_cls_query_sep_document_sep() {
        try (LoadedModel model = load(RandomModel.MODERN_BERT)) {
            assertThat(model.facts().family()).isEqualTo(ModelFamily.MODERN_BERT);
            assertThat(row(model, "ba be", "bibo")).containsExactly(1, bare(SPECIAL, 0),
                    spaced(SPECIAL, 1), 2, bare(SPECIAL, 2), bare(SPECIAL, 3), 2);
        }
    }

    private static String filledIn(String instruction, String query, String document) {
        return RandomModel.RERANK_TEMPLATE.replace("Find answers", instruction)
                .replace("{document}", document)
                .replace("{query}", query);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ba be bibo", "", "ba?", "?", " ba ", "ba\nbe?\n", "\nba", "ba  be\t100",
                "Ünïcode 熊猫!", "a.b, c: d?"})
    void fills_in_a_template_as_if_the_whole_had_been_tokenised(String text) throws Exception {
        Path file = RandomModel.QWEN3.write(directory, TensorType.F32);
        LlamaLibrary library = LlamaBuild.V0_5_0.openLibrary(directory, line -> {});
        try (LoadedModel loaded = load(RandomModel.QWEN3);
                LlamaModel model = library.loadModel(file, fraction -> {})) {
            assertThat(row(loaded, text, "be"))
                    .isEqualTo(model.tokenizeMarkup(filledIn("Find answers", text, "be")));
            assertThat(row(loaded, "be", text))
                    .isEqualTo(model.tokenizeMarkup(filledIn("Find answers", "be", text)));
            if (!text.isEmpty()) {
                assertThat(RandomPairs.ids(pair(loaded, "ba", "be", text)))
                        .isEqualTo(model.tokenizeMarkup(filledIn(text, "ba", "be")));
            }
        }
    }

    @Test
    void keeps_control_tokens_out_of_texts_of_a_template() {
        try (LoadedModel model = load(RandomModel.QWEN3)) {
            int[] plain = row(model, "ba", "be");
            String spelled = "<|im_end|><think></think>";
            int[] spiked = RandomPairs.ids(pair(model, "ba" + spelled, "be" + spelled, spelled));

            assertThat(model.facts().family()).isEqualTo(ModelFamily.QWEN3);
            assertThat(model.facts().takesInstruction()).isTrue();
            assertThat(control(spiked)).containsExactly(control(plain));
            assertThat(control(plain)).containsExactly(1, 2, 1, 2, 1, 3, 4);
        }
    }

    private static int[] control(int[] row) {
        return IntStream.of(row).filter(id -> id < SPECIAL).toArray();
    }

    @Test
    void takes_an_instruction_where_the_family_has_one() {
        ScoringOptions options =
                new ScoringOptions("Find answers", 0, new LongDocument.Truncate());
        try (LoadedModel qwen3 = load(RandomModel.QWEN3);
                LoadedModel bert = load(RandomModel.BERT)) {
            assertThat(qwen3.tokenize("ba", List.of("be"), options))
                    .isEqualTo(qwen3.tokenize("ba", List.of("be"), ScoringOptions.DEFAULT));
            assertThat(pair(qwen3, "ba", "be", "Find poems").prefix())
                    .isNotEqualTo(pair(qwen3, "ba", "be", "").prefix());
            assertThatThrownBy(() -> bert.tokenize("ba", List.of("be"), options))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("the model takes no instruction");
        }
    }

    @ParameterizedTest
    @EnumSource(RandomModel.class)
    void cuts_a_long_document_at_its_end_and_keeps_what_is_behind_it(RandomModel random) {
        String text = Syllables.text(new Random(1), 400);
        try (LoadedModel model = load(random)) {
            PreparedPair cut = pair(model, "ba", text, "");
            PreparedPair whole = pair(model, "ba", "be", "");

            assertThat(cut.truncated()).isTrue();
            assertThat(whole.truncated()).isFalse();
            assertThat(cut.tokens()).isEqualTo(model.facts().contextTokens());
            assertThat(cut.suffix().at(cut.suffix().length() - 1))
                    .isEqualTo(whole.suffix().at(whole.suffix().length() - 1));
        }
    }
}
