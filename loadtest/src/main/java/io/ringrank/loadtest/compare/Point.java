// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.compare;

import io.ringrank.loadtest.engine.Workload;
import io.ringrank.loadtest.load.Round;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;

/**
 * What both sides did with one load.
 *
 * @param concurrency requests at a time
 * @param documents of each request
 * @param noisy whether a busy loop ran beside both
 * @param ours as many rounds as {@code theirs}
 */
record Point(Workload lengths, int concurrency, int documents, boolean noisy, List<Round> ours,
        List<Round> theirs) {

    private static final int DIGITS = 3;

    /** Keeps copies of the lists. */
    Point {
        ours = List.copyOf(ours);
        theirs = List.copyOf(theirs);
    }

    double[] ourPairsPerSecond() {
        return values(ours, round -> round.rate() * documents);
    }

    double[] theirPairsPerSecond() {
        return values(theirs, round -> round.rate() * documents);
    }

    Outcome outcome(Figure figure) {
        return Outcome.of(figure, ourPairsPerSecond(), theirPairsPerSecond());
    }

    /** Of all rounds together. */
    static Histogram micros(List<Round> rounds) {
        Histogram all = new Histogram(DIGITS);
        rounds.forEach(round -> all.add(round.micros()));
        return all;
    }

    private static double[] values(List<Round> rounds, ToDoubleFunction<Round> figure) {
        return rounds.stream().mapToDouble(figure).toArray();
    }
}
