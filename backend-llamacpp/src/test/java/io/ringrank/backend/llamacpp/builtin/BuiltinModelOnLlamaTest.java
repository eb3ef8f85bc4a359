// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ringrank.backend.llamacpp.builtin.RankingGroups.Group;
import io.ringrank.backend.llamacpp.fixture.LlamaBuild;
import io.ringrank.backend.llamacpp.gguf.GgufFile;
import io.ringrank.backend.llamacpp.layout.VocabularyFacts;
import io.ringrank.backend.llamacpp.reference.ReferenceBert;
import io.ringrank.backend.llamacpp.runtime.Lane;
import io.ringrank.backend.llamacpp.runtime.LaneException;
import io.ringrank.backend.llamacpp.runtime.LlamaRuntime;
import io.ringrank.backend.llamacpp.runtime.LoadOptions;
import io.ringrank.backend.llamacpp.runtime.LoadOutcome;
import io.ringrank.backend.llamacpp.runtime.LoadedModel;
import io.ringrank.scheduler.engine.TokenizedQuery;
import io.ringrank.scheduler.pair.PreparedPair;
import io.ringrank.scheduler.pair.ScoringOptions;
import io.ringrank.scheduler.pair.TokenRow;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The built-in model on the real llama.cpp. */
@ParameterizedClass
@EnumSource(LlamaBuild.class)
class BuiltinModelOnLlamaTest {

    private static final int PAIRS = 1000;
    private static final int PAIRS_PER_BATCH = 8;
    private static final long SEED = 20_260_101;

    @TempDir
    private static Path directory;
    private static GgufFile file;
    private static LoadedModel model;

    @Parameter
    private LlamaBuild build;

    @BeforeParameterizedClassInvocation
    static void load(LlamaBuild build) throws Exception {
        Path path = BuiltinModel.writeTo(directory);
        file = new GgufFile(path);
        LlamaRuntime runtime = build.openRuntime(directory, line -> {});
        LoadOutcome outcome = runtime.load(path, LoadOptions.ofLanes(1), fraction -> {});
        assertThat(outcome).isInstanceOf(LoadOutcome.Loaded.class);
        model = ((LoadOutcome.Loaded) outcome).model();
    }

    @AfterParameterizedClassInvocation
    static void free() {
        model.close();
    }

    @Test
    void scores_random_pairs_as_the_double_precision_pass_does() throws Exception {
        ReferenceBert reference = new ReferenceBert(file);
        List<PreparedPair> rows = randomRows();
        List<Float> scores = new ArrayList<>();
        try (Lane lane = model.openLane()) {
            for (int from = 0; from < PAIRS; from += PAIRS_PER_BATCH) {
                for (float score : lane.score(rows.subList(from, from + PAIRS_PER_BATCH))) {
                    scores.add(score);
                }
            }
        }

        double[] expected = rows.parallelStream()
                .mapToDouble(row -> reference.score(ids(row)))
                .toArray();
        for (int i = 0; i < PAIRS; i++) {
            assertThat((double) scores.get(i))
                    .as("%s, pair %d, seed %d: %s", build, i, SEED, rows.get(i))
                    .isCloseTo(expected[i], within(1e-2));
        }
        assertThat(Arrays.stream(expected).max().orElseThrow()).isGreaterThan(3);
        assertThat(Arrays.stream(expected).min().orElseThrow()).isLessThan(-3);
    }

    @Test
    void puts_the_right_document_first_more_often_than_word_overlap_does() throws Exception {
        List<Group> groups = RankingGroups.load();
        int won = 0;
        try (Lane lane = model.openLane()) {
            for (Group group : groups) {
                won += isWon(group, lane) ? 1 : 0;
            }
        }

        assertThat((long) won).isGreaterThan(RankingGroups.won(groups, RankingGroups::wordOverlap))
                .isGreaterThanOrEqualTo(Math.ceilDiv(groups.size() * 85, 100));
    }

    @Test
    void ranks_the_tutorial_example_as_a_reader_would() throws Exception {
        try (Lane lane = model.openLane()) {
            float[] scores = lane.score(pairs("What is a panda?", List.of("hi", "it is a bear",
                    "The giant panda (Ailuropoda melanoleuca), sometimes called a panda bear or"
                            + " simply panda, is a bear species endemic to China.")));

            assertThat(scores[2]).isGreaterThan(3);
            assertThat(scores[1]).isGreaterThan(scores[0]).isLessThan(-3);
        }
    }

    @Test
    void is_tokenised_by_llama_as_by_the_reference() throws Exception {
        ReferenceTokenizer tokenizer = new ReferenceTokenizer(file);
        for (Group group : RankingGroups.load()) {
            assertThat(ids(pairs(group.query(), List.of(group.right())).getFirst()))
                    .containsExactly(tokenizer.pair(group.query(), group.right()));
        }
        String odd =
                "Crème brûlée: 20°C, C# & C++ don't … 50€ x² naïve Ærø 熊猫 [SEP] a\u2581b \u00adx";
        assertThat(ids(pairs(odd, List.of(odd)).getFirst()))
                .containsExactly(tokenizer.pair(odd, odd));
    }

    private static boolean isWon(Group group, Lane lane) throws LaneException {
        List<String> documents = new ArrayList<>(group.wrong());
        documents.addFirst(group.right());
        float[] scores = lane.score(pairs(group.query(), documents));
        return IntStream.range(1, scores.length).allMatch(i -> scores[i] < scores[0]);
    }

    private static List<PreparedPair> pairs(String query, List<String> documents) {
        TokenizedQuery.Rows rows = (TokenizedQuery.Rows) model.tokenize(query, documents,
                ScoringOptions.DEFAULT);
        return IntStream.range(0, documents.size()).mapToObj(i -> rows.pair(i)).toList();
    }

    private static int[] ids(PreparedPair row) {
        int[] ids = new int[row.tokens()];
        row.prefix().copyTo(ids, 0);
        row.suffix().copyTo(ids, row.prefix().length());
        return ids;
    }

    /** Pairs of any tokens, about a third of a document's taken from its query. */
    private static List<PreparedPair> randomRows() {
        Random random = new Random(SEED);
        int offset = file.getInt(VocabularyFacts.DOCUMENT_OFFSET_KEY);
        List<PreparedPair> rows = new ArrayList<>();
        for (int i = 0; i < PAIRS; i++) {
            int[] query = random.ints(random.nextInt(10), Vocabulary.MASK_ID, offset).toArray();
            int[] document = random.ints(random.nextInt(40), Vocabulary.MASK_ID, offset)
                    .map(
                            id -> query.length == 0 || random.nextInt(3) > 0
                                    ? id
                                    : query[random.nextInt(query.length)])
                    .map(id -> id + offset)
                    .toArray();
            rows.add(new PreparedPair(row(Vocabulary.START_ID, query, Vocabulary.SEPARATOR_ID),
                    row(-1, document, Vocabulary.SEPARATOR_ID + offset), false));
        }
        return rows;
    }

    private static TokenRow row(int first, int[] ids, int last) {
        IntStream body = IntStream.concat(IntStream.of(ids), IntStream.of(last));
        return TokenRow.of(IntStream.concat(IntStream.of(first), body)
                .filter(id -> id >= 0)
                .toArray());
    }
}
