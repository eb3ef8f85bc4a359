// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.eval;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringrank.loadtest.eval.client.Answer;
import io.ringrank.loadtest.eval.client.Outcome;
import io.ringrank.loadtest.eval.collection.Candidate;
import io.ringrank.loadtest.eval.collection.Topic;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TopicResultTest {

    private static final Topic TOPIC = new Topic("q", "query",
            List.of(new Candidate("a", 30.5), new Candidate("b", 20), new Candidate("c", 10)),
            Map.of("c", 2, "a", 0, "not found", 1));

    @Test
    void takes_the_servers_order() {
        TopicResult result = TopicResult.of(TOPIC, scored(score(2, 5), score(0, 1), score(1, -1)));

        assertThat(result.reranked()).containsExactly(new Candidate("c", 5), new Candidate("a", 1),
                new Candidate("b", -1));
        assertThat(result.before().ranked()).containsExactly(0, 0, 2);
        assertThat(result.after().ranked()).containsExactly(2, 0, 0);
        assertThat(result.after().relevant()).containsExactly(2, 1);
    }

    @Test
    void moves_equal_scores_apart_so_that_readers_of_the_run_keep_the_order() {
        TopicResult result = TopicResult.of(TOPIC, scored(score(0, 0), score(1, 0), score(2, 0)));

        assertThat(result.reranked()).extracting(Candidate::document)
                .containsExactly("a", "b", "c");
        assertThat(result.reranked()).extracting(candidate -> (float) candidate.score())
                .containsExactly(0f, -Float.MIN_VALUE, -2 * Float.MIN_VALUE);
    }

    @Test
    void puts_documents_without_a_score_last_as_they_were() {
        TopicResult result = TopicResult.of(TOPIC, scored(score(1, 3)));

        assertThat(result.reranked()).extracting(Candidate::document)
                .containsExactly("b", "a", "c");
        assertThat(result.reranked()).extracting(candidate -> (float) candidate.score())
                .containsExactly(3f, Math.nextDown(3f), Math.nextDown(Math.nextDown(3f)));
    }

    @Test
    void keeps_the_runs_order_and_scores_if_the_request_failed() {
        TopicResult result =
                TopicResult.of(TOPIC, new Outcome(new Answer.Failed("timeout", null), 0, 1));

        assertThat(result.failed()).isTrue();
        assertThat(result.reranked()).isEqualTo(TOPIC.candidates());
        assertThat(result.after().ranked()).isEqualTo(result.before().ranked());
    }

    private static Answer.Score score(int index, float score) {
        return new Answer.Score(index, score);
    }

    private static Outcome scored(Answer.Score... ranking) {
        return new Outcome(new Answer.Scored("m", List.of(ranking), 0, 3, 0), 0, 1);
    }
}
