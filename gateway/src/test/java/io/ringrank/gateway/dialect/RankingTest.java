// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringrank.scheduler.pair.CharacterRange;
import io.ringrank.scheduler.pair.Score;
import io.ringrank.scheduler.pair.ScoringOptions;
import io.ringrank.scheduler.ticket.DocumentOutcome;
import io.ringrank.scheduler.ticket.JobTerms;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RankingTest {

    private static Ranking ranking(float... scores) {
        Stream.Builder<DocumentOutcome> outcomes = Stream.builder();
        for (float score : scores) {
            outcomes.add(new DocumentOutcome.Scored(new Score(score, 10, false), false));
        }
        return Ranking.of(outcomes.build().toList());
    }

    private static List<Integer> order(Ranking ranking) {
        return ranking.ranked().stream().map(Ranking.Ranked::index).toList();
    }

    private static String write(Ranking ranking) {
        int count = ranking.ranked().size() + ranking.unscored().size();
        RerankRequest request = new RerankRequest(Dialects.STANDARD, null,
                List.of(new Question("q", Collections.nCopies(count, "d"))), List.of(),
                new AnswerForm(count, true, ScoreMode.RAW, false), ScoringOptions.DEFAULT,
                JobTerms.within(1));
        Buffer answer = new AnswerWriter()
                .write(new Answer("id", "m", 0, request, ranking, ScoreMode.RAW, null));
        return answer.toString();
    }

    @Test
    void puts_the_best_first_and_equal_scores_in_the_order_they_came() {
        assertThat(order(ranking(1, 3, 2, 3, -7))).containsExactly(1, 3, 2, 0, 4);
    }

    @Test
    void takes_both_zeros_for_equal() {
        assertThat(order(ranking(-0.0f, 0.0f, -0.0f))).containsExactly(0, 1, 2);
    }

    @Test
    void says_that_an_answer_is_partial_and_which_documents_there_was_no_time_for() {
        Ranking partial = Ranking.of(List.of(new DocumentOutcome.Late(),
                new DocumentOutcome.Scored(new Score(1, 9, false), false)));

        assertThat(partial.isPartial()).isTrue();
        assertThat(write(partial)).contains("\"results\":[{\"index\":1,", "\"partial\":true",
                """
                "errors":[{"index":0,"code":"timeout","message":"There was no time to score this \
                document."}]""");
        assertThat(write(ranking(1))).doesNotContain("partial");
    }

    @Test
    void says_where_the_best_window_is_and_which_documents_were_too_long() {
        Ranking ranking = Ranking.of(List.of(
                new DocumentOutcome.Scored(
                        new Score(1, 900, true, new CharacterRange(70, 1_400)), false),
                new DocumentOutcome.TooLong(700, 480)));

        assertThat(write(ranking)).contains("""
                                            "truncated":true,"window":{"start":70,"end":1400}""")
                .contains(
                        """
                        "errors":[{"index":1,"code":"document_too_long","message":"The document has at least \
                        700 tokens of at most 480; shorten it, or ask for long_document truncate or \
                        max_window."}]""");
    }

    @Test
    void adds_up_tokens_of_scored_pairs_only() {
        Ranking ranking = Ranking.of(List.of(
                new DocumentOutcome.Scored(new Score(1, 10, false), true),
                new DocumentOutcome.Unscored("c", "m"),
                new DocumentOutcome.Scored(new Score(2, 5, false), false)));

        assertThat(ranking.tokens()).isEqualTo(15);
        assertThat(ranking.cachedTokens()).isEqualTo(10);
        assertThat(ranking.cachedPairs()).isEqualTo(1);
        assertThat(order(ranking)).containsExactly(2, 0);
    }

    @Test
    void writes_every_score_with_a_decimal_point_and_reads_it_back() {
        float[] scores = {1, 0, -3, 1e10f, 1e-10f, 1.9519327f, Float.MAX_VALUE, Float.MIN_VALUE,
            16_777_216};
        for (float score : scores) {
            String answer = write(ranking(score));
            assertThat(answer).matches(".*\"relevance_score\":-?[0-9]+\\.[0-9].*");
            JsonObject result = new JsonObject(answer).getJsonArray("results").getJsonObject(0);
            assertThat(result.getFloat("relevance_score")).isEqualTo(score);
        }
    }
}
