// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.eval;

import io.ringrank.loadtest.eval.measure.GradedRanking;
import io.ringrank.loadtest.eval.measure.MeasureAt;
import java.util.List;
import java.util.function.Function;

/**
 * A measure, averaged over topics.
 *
 * @param best what the best order of the same candidates would reach
 */
record Figure(MeasureAt measure, double before, double after, double best) {

    static Figure of(MeasureAt measure, List<TopicResult> results) {
        return new Figure(measure, mean(results, measure, TopicResult::before),
                mean(results, measure, TopicResult::after),
                mean(results, measure, result -> result.before().ideal()));
    }

    double difference() {
        return after - before;
    }

    private static double mean(List<TopicResult> results, MeasureAt measure,
            Function<TopicResult, GradedRanking> ranking) {
        return results.stream()
                .mapToDouble(result -> measure.of(ranking.apply(result)))
                .average()
                .orElse(0);
    }
}
