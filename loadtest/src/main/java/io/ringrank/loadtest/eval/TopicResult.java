// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.eval;

import io.ringrank.loadtest.eval.client.Answer;
import io.ringrank.loadtest.eval.client.Outcome;
import io.ringrank.loadtest.eval.collection.Candidate;
import io.ringrank.loadtest.eval.collection.Topic;
import io.ringrank.loadtest.eval.measure.GradedRanking;
import io.ringrank.loadtest.eval.measure.MeasureAt;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What reranking did to one topic.
 *
 * @param reranked the candidates in their new order; in the run's if the request failed
 */
record TopicResult(Topic topic, Outcome outcome, List<Candidate> reranked, GradedRanking before,
        GradedRanking after) {

    /*
     * The new order is the server's, which puts equal scores in the order they were sent in. Readers
     * of a run order equal scores by document id instead, so a score that is not below its
     * predecessor's is written as the next lower float. What the server could not score comes last,
     * in the run's order.
     */

    static TopicResult of(Topic topic, Outcome outcome) {
        List<Candidate> reranked = switch (outcome.answer()) {
            case Answer.Scored scored -> reorder(topic.candidates(), scored.ranking());
            case Answer.Failed _ -> topic.candidates();
        };
        int[] relevant = topic.relevantGrades();
        return new TopicResult(topic, outcome, reranked,
                new GradedRanking(grades(topic, topic.candidates()), relevant),
                new GradedRanking(grades(topic, reranked), relevant));
    }

    boolean failed() {
        return outcome.answer() instanceof Answer.Failed;
    }

    /** After less before. */
    double difference(MeasureAt measure) {
        return measure.of(after) - measure.of(before);
    }

    private static List<Candidate> reorder(List<Candidate> candidates,
            List<Answer.Score> ranking) {
        Set<Candidate> unscored = new LinkedHashSet<>(candidates);
        List<Candidate> reranked = new ArrayList<>();
        float last = Float.POSITIVE_INFINITY;
        for (Answer.Score score : ranking) {
            last = Math.min(score.score(), Math.nextDown(last));
            Candidate candidate = candidates.get(score.index());
            unscored.remove(candidate);
            reranked.add(new Candidate(candidate.document(), last));
        }
        for (Candidate candidate : unscored) {
            last = Math.nextDown(last);
            reranked.add(new Candidate(candidate.document(), last));
        }
        return List.copyOf(reranked);
    }

    private static int[] grades(Topic topic, List<Candidate> ranking) {
        return ranking.stream().mapToInt(candidate -> topic.grade(candidate.document())).toArray();
    }
}
