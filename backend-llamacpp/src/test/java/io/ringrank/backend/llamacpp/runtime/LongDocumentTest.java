// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringrank.backend.llamacpp.fixture.LlamaBuild;
import io.ringrank.backend.llamacpp.fixture.TinyBert;
import io.ringrank.scheduler.engine.TokenizedDocument;
import io.ringrank.scheduler.engine.TokenizedQuery;
import io.ringrank.scheduler.engine.TokenizedQuery.Suffix;
import io.ringrank.scheduler.pair.CharacterRange;
import io.ringrank.scheduler.pair.LongDocument;
import io.ringrank.scheduler.pair.ScoringOptions;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Documents that a model with a context of 32 tokens can't hold, on the real llama.cpp. */
@ParameterizedClass
@EnumSource(LlamaBuild.class)
class LongDocumentTest {

    /** Beside a query of one token, {@code [CLS]} and twice {@code [SEP]}. */
    private static final int ROOM = TinyBert.CONTEXT_TOKENS - 4;
    private static final String DOCUMENT = "red apple fruit llama garden ".repeat(40).strip();

    @TempDir
    private static Path directory;
    private static LlamaRuntime runtime;
    private static Path bert;

    @Parameter
    private LlamaBuild build;

    @BeforeParameterizedClassInvocation
    static void openTheLibrary(LlamaBuild build) throws Exception {
        runtime = build.openRuntime(directory, _ -> {});
        bert = new TinyBert().write(directory.resolve("bert.gguf"));
    }

    private static LoadedModel load(LoadOptions options) {
        return ((LoadOutcome.Loaded) runtime.load(bert, options, _ -> {})).model();
    }

    private static TokenizedQuery.Rows tokenize(LoadedModel model, LongDocument longDocument,
            String document) {
        return (TokenizedQuery.Rows) model.tokenize("red", List.of(document),
                new ScoringOptions("", 0, longDocument));
    }

    @Test
    void every_window_is_scored_as_the_document_that_it_is() throws Exception {
        try (LoadedModel model = load(new LoadOptions(1, 1, 64)); Lane lane = model.openLane()) {
            TokenizedQuery.Rows rows = tokenize(model, new LongDocument.MaxWindow(0, 4), DOCUMENT);

            assertThat(rows.suffixes()).as("windows on " + build).hasSizeBetween(8, 60);
            int covered = 0;
            for (Suffix suffix : rows.suffixes()) {
                assertThat(suffix.truncated()).isFalse();
                assertThat(rows.pair(suffix).tokens()).isBetween(4, TinyBert.CONTEXT_TOKENS);
                assertThat(suffix.window()).isInstanceOfSatisfying(CharacterRange.class,
                        range -> {
                            String piece = DOCUMENT.substring(range.start(), range.end());
                            assertThat(tokenize(model, new LongDocument.Truncate(), piece)
                                    .suffixes()
                                    .getFirst()
                                    .row()).isEqualTo(suffix.row());
                        });
                assertThat(lane.score(List.of(rows.pair(suffix)))[0]).isFinite();
                covered = suffix.window() == null ? covered : suffix.window().end();
            }
            assertThat(covered).isEqualTo(DOCUMENT.length());
        }
    }

    @Test
    void a_document_that_must_not_be_cut_says_both_numbers() {
        try (LoadedModel model = load(new LoadOptions(1, 1, 64))) {
            assertThat(tokenize(model, new LongDocument.Refuse(), "apple ".repeat(80)).documents())
                    .containsExactly(new TokenizedDocument.TooLong(80, ROOM));
            assertThat(tokenize(model, new LongDocument.Refuse(), "apple ".repeat(ROOM))
                    .suffixes()).hasSize(1);
        }
    }

    @Test
    void pairs_are_no_longer_than_asked_for_and_no_longer_than_the_model_was_trained_for()
            throws Exception {
        for (int tokensPerPair : new int[]{8, 20, 32, 64}) {
            LoadOptions options = new LoadOptions(1, 1, 64, tokensPerPair, "cpu");
            try (LoadedModel model = load(options); Lane lane = model.openLane()) {
                TokenizedQuery.Rows rows = tokenize(model, new LongDocument.Truncate(), DOCUMENT);

                assertThat(model.facts().contextTokens()).isEqualTo(Math.min(tokensPerPair, 32));
                assertThat(model.facts().tokensPerBatch()).isEqualTo(64);
                assertThat(rows.pair(0).tokens()).isEqualTo(Math.min(tokensPerPair, 32));
                assertThat(lane.score(List.of(rows.pair(0)))[0]).isFinite();
            }
        }
    }
}
