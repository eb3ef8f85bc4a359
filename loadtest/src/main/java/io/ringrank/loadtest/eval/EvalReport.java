// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.eval;

import io.ringrank.loadtest.eval.client.Answer;
import io.ringrank.loadtest.eval.collection.LeftOut;
import io.ringrank.loadtest.eval.measure.MeasureAt;
import io.ringrank.loadtest.eval.measure.Verdict;
import java.util.Comparator;
import java.util.List;

/**
 * The answer.
 *
 * @param figures the first is the main one, which verdict and changes are about
 */
record EvalReport(List<TopicResult> results, List<Figure> figures, Verdict verdict,
        RequestFigures requests, LeftOut leftOut, Settings settings) {

    private static final int CHANGES_MAX = 5;

    /** What was asked for, as far as it decides the figures. */
    record Settings(int k, int topK, int concurrency, long seed) {}

    EvalReport {
        results = List.copyOf(results);
        figures = List.copyOf(figures);
    }

    /** @param wallNanos from the first request until the last answer */
    static EvalReport of(List<TopicResult> results, LeftOut leftOut, Settings settings,
            long wallNanos) {
        List<MeasureAt> measures = MeasureAt.all(settings.k(), settings.topK());
        double[] differences = results.stream()
                .mapToDouble(result -> result.difference(measures.getFirst()))
                .toArray();
        return new EvalReport(results,
                measures.stream().map(measure -> Figure.of(measure, results)).toList(),
                Verdict.of(differences, settings.seed()), RequestFigures.of(results, wallNanos),
                leftOut, settings);
    }

    MeasureAt mainMeasure() {
        return figures.getFirst().measure();
    }

    /** As the server calls it in its first answer. */
    String model() {
        for (TopicResult result : results) {
            if (result.outcome().answer() instanceof Answer.Scored scored) {
                return scored.model();
            }
        }
        return "";
    }

    /** Some topics that are better after, the most first. */
    List<TopicResult> gainedMost() {
        return results.stream()
                .filter(result -> result.difference(mainMeasure()) > 0)
                .sorted(byDifference().reversed())
                .limit(CHANGES_MAX)
                .toList();
    }

    /** Some topics that are worse after, the most first. */
    List<TopicResult> lostMost() {
        return results.stream()
                .filter(result -> result.difference(mainMeasure()) < 0)
                .sorted(byDifference())
                .limit(CHANGES_MAX)
                .toList();
    }

    List<TopicResult> failed() {
        return results.stream().filter(TopicResult::failed).toList();
    }

    private Comparator<TopicResult> byDifference() {
        return Comparator.comparingDouble(result -> result.difference(mainMeasure()));
    }
}
