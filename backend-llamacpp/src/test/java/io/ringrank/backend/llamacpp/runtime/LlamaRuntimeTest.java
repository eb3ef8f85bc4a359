// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ringrank.backend.llamacpp.ffi.NativeLogLine;
import io.ringrank.backend.llamacpp.fixture.LlamaBuild;
import io.ringrank.backend.llamacpp.fixture.TinyBert;
import io.ringrank.backend.llamacpp.layout.ModelFamily;
import io.ringrank.backend.llamacpp.natives.Device;
import io.ringrank.backend.llamacpp.natives.NativeFacts;
import io.ringrank.scheduler.engine.TokenizedQuery;
import io.ringrank.scheduler.pair.PreparedPair;
import io.ringrank.scheduler.pair.ScoringOptions;
import io.ringrank.scheduler.pair.TokenRow;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(LlamaBuild.class)
class LlamaRuntimeTest {
    private static final LoadOptions OPTIONS = new LoadOptions(1, 1, 64);
    private static final int RED = TinyBert.id("red");
    private static final int APPLE = TinyBert.id("apple");
    private static final int FRUIT = TinyBert.id("fruit");
    private static final int POISON = TinyBert.id("poison");
    private static final Queue<NativeLogLine> LOG = new ConcurrentLinkedQueue<>();

    @TempDir
    private static Path directory;
    private static LlamaRuntime runtime;
    private static Path bert;

    @Parameter
    private LlamaBuild build;

    @BeforeParameterizedClassInvocation
    static void openTheLibrary(LlamaBuild build) throws Exception {
        runtime = build.openRuntime(directory, LOG::add);
        bert = new TinyBert().write(directory.resolve("bert.gguf"));
    }

    private static LoadedModel load(Path file) {
        LoadOutcome outcome = runtime.load(file, OPTIONS, fraction -> {});
        assertThat(outcome).isInstanceOf(LoadOutcome.Loaded.class);
        return ((LoadOutcome.Loaded) outcome).model();
    }

    private static String refusal(Path file) {
        LoadOutcome outcome = runtime.load(file, OPTIONS, fraction -> {});
        assertThat(outcome).isInstanceOf(LoadOutcome.Refused.class);
        return ((LoadOutcome.Refused) outcome).reason();
    }

    private static TokenizedQuery.Rows tokenize(LoadedModel model, String query,
            String... documents) {
        return (TokenizedQuery.Rows) model.tokenize(query, List.of(documents),
                ScoringOptions.DEFAULT);
    }

    private static PreparedPair row(int... documentIds) {
        int[] suffix = Arrays.copyOf(documentIds, documentIds.length + 1);
        suffix[documentIds.length] = TinyBert.SEP;
        return new PreparedPair(TokenRow.of(TinyBert.CLS, RED, TinyBert.SEP), TokenRow.of(suffix),
                false);
    }

    @Test
    void names_build_and_processor_features_of_the_library() {
        NativeFacts facts = runtime.facts();

        assertThat(facts.systemInfo()).contains("CPU");
        assertThat(facts.devices()).anySatisfy(
                device -> assertThat(device.type()).isEqualTo(Device.Type.CPU));
        switch (build) {
            case B4916 -> {
                assertThat(facts.build()).isEqualTo("b4916").isEqualTo(facts.abi());
                assertThat(facts.processorVariant()).isEmpty();
                assertThat(facts.lanesMax()).isEqualTo(1);
                assertThat(runtime.nativeBuild(Device.PROCESSOR)).isEqualTo("b4916");
            }
            case V0_5_0 -> {
                assertThat(facts.build()).isEqualTo("0.5.0-dev+0ad4a86");
                assertThat(facts.abi()).isEqualTo("0.5.0");
                assertThat(facts.processorVariant()).isPresent();
                assertThat(facts.lanesMax()).isGreaterThan(LoadOptions.MOST_LANES);
                assertThat(runtime.nativeBuild(Device.PROCESSOR)).isEqualTo(
                        facts.build() + "/" + facts.processorVariant().orElseThrow());
            }
        }
        assertThat(runtime.nativeBuild("CUDA0")).isEqualTo(facts.build() + "/CUDA0");
    }

    @Test
    void loads_a_model_and_tells_what_it_is() {
        List<Float> fractions = new ArrayList<>();
        LoadOutcome outcome = runtime.load(bert, OPTIONS, fractions::add);

        try (LoadedModel model = ((LoadOutcome.Loaded) outcome).model()) {
            assertThat(model.facts().architecture()).isEqualTo("bert");
            assertThat(model.facts().layout()).isEqualTo("bert/2");
            assertThat(model.facts().contextTokens()).isEqualTo(TinyBert.CONTEXT_TOKENS);
            assertThat(model.facts().family()).isEqualTo(ModelFamily.BERT);
            assertThat(model.facts().takesInstruction()).isFalse();
            assertThat(model.facts().vocabularyTokens()).as("in both segments")
                    .isEqualTo(2 * TinyBert.textTokens());
            assertThat(model.facts().tokensPerBatch()).isEqualTo(64);
            assertThat(model.facts().pairsPerBatch()).isEqualTo(64);
            assertThat(model.facts().weightsBytes()).isEqualTo(4 * model.facts().parameters());
        }
        assertThat(fractions).isSorted().endsWith(1f).allMatch(f -> f >= 0 && f <= 1);
        assertThat(LOG).anyMatch(line -> line.level() == NativeLogLine.Level.INFO
                && line.text().contains("general.architecture"));
    }

    @Test
    void survives_a_listener_that_throws() {
        LoadOutcome outcome = runtime.load(bert, OPTIONS, fraction -> {
            throw new IllegalStateException("on purpose");
        });

        assertThat(outcome).isInstanceOf(LoadOutcome.Loaded.class);
        ((LoadOutcome.Loaded) outcome).model().close();
    }

    @Test
    void refuses_what_can_not_be_loaded_with_path_and_reason() throws Exception {
        Path absent = directory.resolve("absent.gguf");
        Path text = Files.writeString(directory.resolve("text.gguf"), "not a model");
        Path unknown =
                new TinyBert().architecture("nobody").write(directory.resolve("nobody.gguf"));
        Path lacking = new TinyBert().lacksALayer().write(directory.resolve("lacking.gguf"));

        assertThat(refusal(absent)).contains(absent.toString()).contains("does not exist");
        assertThat(refusal(text)).contains(text.toString()).contains("not a GGUF file");
        assertThat(refusal(unknown)).contains(unknown.toString(), "can't be used to rerank",
                "general.architecture is 'nobody'");
        assertThat(refusal(lacking)).contains(lacking.toString(), "blk.2.");
    }

    @Test
    void refuses_a_device_that_is_not_there_and_names_those_that_are() {
        LoadOutcome outcome =
                runtime.load(bert, new LoadOptions(1, 1, 64, "CUDA7"), fraction -> {});

        assertThat(outcome).isInstanceOfSatisfying(LoadOutcome.Refused.class,
                refused -> assertThat(refused.reason())
                        .contains("there is no device CUDA7, only CPU"));
    }

    @Test
    void builds_rows_of_bert_pairs_with_the_real_tokenizer() {
        try (LoadedModel model = load(bert)) {
            TokenizedQuery.Rows rows = tokenize(model, "Red apple", "a fruit", "", "zebra");

            assertThat(rows.prefix())
                    .isEqualTo(TokenRow.of(TinyBert.CLS, RED, APPLE, TinyBert.SEP));
            assertThat(rows.suffixes()).containsExactly(
                    new TokenizedQuery.Suffix(inSegment1(TinyBert.id("a"), FRUIT, TinyBert.SEP),
                            false),
                    new TokenizedQuery.Suffix(inSegment1(TinyBert.SEP), false),
                    new TokenizedQuery.Suffix(inSegment1(TinyBert.UNK, TinyBert.SEP), false));
        }
    }

    private static TokenRow inSegment1(int... ids) {
        return new TokenRow(Arrays.stream(ids).map(id -> id + TinyBert.textTokens()).toArray());
    }

    @Test
    void builds_rows_of_xlm_r_pairs_with_the_real_tokenizer() {
        Path file = new TinyBert().unigram().write(directory.resolve("xlmr.gguf"));
        try (LoadedModel model = load(file)) {
            TokenizedQuery.Rows rows = tokenize(model, "red apple", "a fruit");

            assertThat(model.facts().layout()).isEqualTo("xlm-r/1");
            assertThat(rows.prefix()).isEqualTo(
                    TokenRow.of(TinyBert.PAD, RED, APPLE, TinyBert.SEP, TinyBert.SEP));
            assertThat(rows.suffixes()).containsExactly(
                    new TokenizedQuery.Suffix(TokenRow.of(TinyBert.id("a"), FRUIT, TinyBert.SEP),
                            false));
        }
    }

    @Test
    void reads_text_that_spells_a_control_token_as_text() {
        Path file = new TinyBert().sepIsUserDefined().write(directory.resolve("user.gguf"));
        try (LoadedModel model = load(bert); LoadedModel userDefined = load(file)) {
            TokenRow spelled = inSegment1(RED, TinyBert.id("["), TinyBert.id("sep"),
                    TinyBert.id("]"), APPLE, TinyBert.SEP);

            assertThat(tokenize(model, "a", "red [SEP] apple").suffixes().getFirst().row())
                    .isEqualTo(spelled);
            // The tokenizer itself finds this one; the row must still end where the document does.
            assertThat(tokenize(userDefined, "a", "red [SEP] apple").suffixes()
                    .getFirst()
                    .row()).isEqualTo(inSegment1(RED, APPLE, TinyBert.SEP));
        }
    }

    @Test
    void cuts_a_long_document_to_the_context_and_scores_it() throws Exception {
        try (LoadedModel model = load(bert); Lane lane = model.openLane()) {
            TokenizedQuery.Rows rows = tokenize(model, "red", "apple ".repeat(40));

            assertThat(rows.suffixes().getFirst().truncated()).isTrue();
            assertThat(rows.pair(0).tokens()).isEqualTo(TinyBert.CONTEXT_TOKENS);
            assertThat(lane.score(List.of(rows.pair(0)))[0]).isFinite();
        }
    }

    @Test
    void tokenises_texts_with_more_tokens_than_bytes_and_odd_characters() {
        try (LoadedModel model = load(bert)) {
            // Hangul decomposes, a lone surrogate has no UTF-8, NUL ends a C string.
            TokenizedQuery.Rows rows = tokenize(model, "red\u0000apple", "각\uD83E각각", "\u0000");

            assertThat(rows.prefix().at(0)).isEqualTo(TinyBert.CLS);
            assertThat(rows.suffixes().getLast().row()).isEqualTo(inSegment1(TinyBert.SEP));
        }
    }

    @Test
    void scores_each_pair_alike_alone_and_in_a_batch() throws Exception {
        List<PreparedPair> rows = List.of(row(APPLE), row(FRUIT, APPLE), row(), row(RED, RED, RED));
        try (LoadedModel model = load(bert); Lane lane = model.openLane()) {
            float[] together = lane.score(rows);

            assertThat(together).hasSize(4);
            for (int i = 0; i < rows.size(); i++) {
                assertThat(lane.score(List.of(rows.get(i)))[0]).isCloseTo(together[i],
                        within(1e-3f));
            }
            assertThat(together[0]).isNotCloseTo(together[1], within(1e-2f));
        }
    }

    @Test
    void scores_the_segments_of_a_doubled_vocabulary_apart() throws Exception {
        Path file = new TinyBert().doubledVocabulary().write(directory.resolve("doubled.gguf"));
        try (LoadedModel model = load(file); Lane lane = model.openLane()) {
            TokenizedQuery.Rows rows = tokenize(model, "red", "apple");
            int v = TinyBert.textTokens();

            assertThat(rows.pair(0).suffix()).isEqualTo(TokenRow.of(APPLE + v, TinyBert.SEP + v));
            float[] scores = lane.score(List.of(rows.pair(0), row(APPLE)));
            assertThat(scores[0]).isNotCloseTo(scores[1], within(1e-2f));
        }
    }

    @Test
    void scores_a_causal_model_batch_after_batch() throws Exception {
        Path file = new TinyBert().causal().write(directory.resolve("causal.gguf"));
        try (LoadedModel model = load(file); Lane lane = model.openLane()) {
            float first = lane.score(List.of(row(APPLE)))[0];
            for (int batch = 0; batch < 40; batch++) {
                assertThat(lane.score(List.of(row(APPLE)))[0]).isCloseTo(first, within(1e-4f));
            }
        }
    }

    @Test
    void marks_only_the_pair_whose_score_is_not_finite() throws Exception {
        try (LoadedModel model = load(bert); Lane lane = model.openLane()) {
            float[] scores = lane.score(List.of(row(APPLE), row(POISON), row(FRUIT)));

            assertThat(scores[1]).isNaN();
            assertThat(scores[0]).isCloseTo(lane.score(List.of(row(APPLE)))[0], within(1e-3f));
            assertThat(scores[2]).isCloseTo(lane.score(List.of(row(FRUIT)))[0], within(1e-3f));
        }
    }

    @Test
    void fills_a_batch_to_its_token_limit_and_refuses_one_more() throws Exception {
        List<PreparedPair> full = new ArrayList<>(Collections.nCopies(15, row()));
        full.add(row());
        try (LoadedModel model = load(bert); Lane lane = model.openLane()) {
            assertThat(lane.score(full)).hasSize(16).doesNotContain(Float.NaN);

            full.set(0, row(APPLE));
            assertThatThrownBy(() -> lane.score(full)).isInstanceOf(LaneException.class)
                    .hasMessageContaining("tokens of a batch: expected 1 to 64, found 65");
            assertThat(lane.score(List.of(row()))).hasSize(1);
        }
    }

    @Test
    void refuses_what_native_code_would_assert() throws Exception {
        TokenRow none = TokenRow.of();
        int end = 2 * TinyBert.textTokens();
        try (LoadedModel model = load(bert); Lane lane = model.openLane()) {
            assertThatThrownBy(() -> lane.score(List.of())).hasMessageContaining("pairs");
            assertThatThrownBy(() -> lane.score(Collections.nCopies(65, row())))
                    .hasMessageContaining("expected 1 to 64, found 65");
            assertThatThrownBy(() -> lane.score(List.of(new PreparedPair(none, none, false))))
                    .hasMessageContaining("tokens of a pair");
            assertThatThrownBy(() -> lane.score(List.of(row(new int[29]))))
                    .hasMessageContaining("expected 1 to 32, found 33");
            assertThatThrownBy(() -> lane.score(List.of(row(end))))
                    .hasMessageContaining("token id");
            assertThatThrownBy(() -> lane.score(List.of(row(-1)))).hasMessageContaining("token id");
        }
    }

    @Test
    void refuses_a_lane_on_another_thread_than_its_own() throws Exception {
        try (LoadedModel model = load(bert); Lane lane = model.openLane()) {
            CompletableFuture<float[]> score = new CompletableFuture<>();
            Thread.ofPlatform().start(() -> {
                try {
                    score.complete(lane.score(List.of(row())));
                } catch (Throwable t) {
                    score.completeExceptionally(t);
                }
            }).join();
            CompletableFuture<Void> close = CompletableFuture.runAsync(lane::close);

            assertThat(score.exceptionNow()).isInstanceOf(WrongThreadException.class);
            assertThatThrownBy(close::join).hasCauseInstanceOf(WrongThreadException.class);
            assertThat(lane.score(List.of(row()))).hasSize(1);
        }
    }

    @Test
    void opens_as_many_lanes_as_asked_for_and_no_more() throws Exception {
        try (LoadedModel model = load(bert)) {
            Lane first = model.openLane();
            assertThatThrownBy(model::openLane).isInstanceOf(IllegalStateException.class);
            float[] score = first.score(List.of(row()));
            first.close();
            first.close();
            try (Lane second = model.openLane()) {
                assertThatThrownBy(model::openLane).isInstanceOf(IllegalStateException.class);
                assertThat(second.score(List.of(row()))).isEqualTo(score);
            }
        }
    }

    @Test
    void refuses_lanes_that_would_compute_into_each_others_products() {
        LoadOutcome outcome = runtime.load(bert, new LoadOptions(2, 1, 64), fraction -> {});
        switch (build) {
            case B4916 -> assertThat(outcome).isInstanceOfSatisfying(LoadOutcome.Refused.class,
                    refused -> assertThat(refused.reason())
                            .contains("b4916", "more than 1 lanes", "more engines"));
            case V0_5_0 -> assertThat(outcome).isInstanceOfSatisfying(LoadOutcome.Loaded.class,
                    loaded -> loaded.model().close());
        }
    }

    @Test
    void keeps_the_weights_while_a_lane_is_open_and_nothing_after_they_are_freed()
            throws Exception {
        LoadedModel model = load(bert);
        Lane lane = model.openLane();

        assertThatThrownBy(model::close).isInstanceOf(IllegalStateException.class);
        assertThat(lane.score(List.of(row()))).hasSize(1);
        lane.close();
        assertThatThrownBy(() -> lane.score(List.of(row())))
                .isInstanceOf(IllegalStateException.class);
        model.close();
        model.close();
        assertThatThrownBy(() -> model.tokenize("red", List.of(),
                ScoringOptions.DEFAULT))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(model::openLane).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void tokenises_on_several_threads_at_once() {
        try (LoadedModel model = load(bert)) {
            TokenizedQuery expected = model.tokenize("red apple", List.of("a fruit", "llama"),
                    ScoringOptions.DEFAULT);
            List<CompletableFuture<TokenizedQuery>> results = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                results.add(CompletableFuture.supplyAsync(
                        () -> model.tokenize("red apple", List.of("a fruit", "llama"),
                                ScoringOptions.DEFAULT)));
            }
            assertThat(results).allSatisfy(
                    result -> assertThat(result.join()).isEqualTo(expected));
        }
    }
}
