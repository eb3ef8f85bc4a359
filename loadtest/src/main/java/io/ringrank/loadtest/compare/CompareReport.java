// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.compare;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringrank.loadtest.engine.Processor;
import io.ringrank.loadtest.load.Round;
import io.ringrank.loadtest.stats.Spread;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** What a comparison found, for programs and for people. */
final class CompareReport {

    private static final double DIGITS = 10_000;
    private static final double MICROS_PER_MILLI = 1e3;
    private static final List<Double> PERCENTILES = List.of(50.0, 90.0, 95.0, 99.0);

    private final CompareOptions options;
    private final String model;
    private final List<DuelResult> results;

    CompareReport(CompareOptions options, String model, List<DuelResult> results) {
        this.options = options;
        this.model = model;
        this.results = List.copyOf(results);
    }

    /** The first peer's ratios lie at the top, those of all by name below. */
    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        DuelResult first = results.getFirst();
        first.outcomes()
                .forEach(outcome -> json.put(outcome.figure().label(),
                        rounded(outcome.ratio().median())));
        json.put("peer", first.peer())
                .put("model", model)
                .put("documents", options.documents())
                .put("rounds", options.rounds())
                .put("seconds", options.seconds())
                .put("zipf_pairs", options.zipfPairs())
                .put("zipf_draws", options.zipfDraws())
                .put("seed", options.seed());
        Processor processor = Processor.ofThisMachine();
        json.putObject("processor")
                .put("model", processor.model())
                .put("cores", processor.cores());
        ObjectNode peers = json.putObject("peers");
        results.forEach(result -> peers.set(result.peer(), json(result)));
        return json;
    }

    private static ObjectNode json(DuelResult result) {
        ObjectNode json = JsonNodeFactory.instance.objectNode()
                .put("scores_agree", result.scoresAgree())
                .put("score_difference_max", result.scoreDifferenceMax());
        result.settings().forEach(json.putArray("settings")::add);
        ObjectNode figures = json.putObject("figures");
        for (Outcome outcome : result.outcomes()) {
            ObjectNode figure = figures.putObject(outcome.figure().label())
                    .put("bar", outcome.figure().bar())
                    .put("reached", outcome.reached())
                    .put("unit", outcome.figure().unit())
                    .put("ours", rounded(outcome.ours().median()))
                    .put("theirs", rounded(outcome.theirs().median()));
            figure.set("ratio", json(outcome.ratio()));
        }
        ArrayNode loads = json.putArray("loads");
        for (Point point : result.points()) {
            ObjectNode load = loads.addObject()
                    .put("lengths", point.lengths().label())
                    .put("concurrency", point.concurrency())
                    .put("noisy", point.noisy());
            load.set("ours", side(point.ourPairsPerSecond(), point.ours()));
            load.set("theirs", side(point.theirPairsPerSecond(), point.theirs()));
        }
        ArrayNode goodputs = json.putArray("goodputs");
        result.goodputs()
                .forEach(goodput -> goodputs.addObject()
                        .put("times", goodput.times())
                        .put("ours", rounded(goodput.ours()))
                        .put("theirs", rounded(goodput.theirs())));
        return json;
    }

    private static ObjectNode side(double[] pairsPerSecond, List<Round> rounds) {
        ObjectNode side = JsonNodeFactory.instance.objectNode()
                .put("pairs_per_second", rounded(Spread.of(pairsPerSecond).median()))
                .put("requests", rounds.stream().mapToLong(Round::answered).sum());
        Histogram micros = Point.micros(rounds);
        PERCENTILES.forEach(percentile -> side.put("p" + percentile.intValue() + "_ms",
                millis(micros, percentile)));
        return side;
    }

    private static ObjectNode json(Spread spread) {
        return JsonNodeFactory.instance.objectNode()
                .put("least", rounded(spread.least()))
                .put("quartile1", rounded(spread.quartile1()))
                .put("median", rounded(spread.median()))
                .put("quartile3", rounded(spread.quartile3()))
                .put("most", rounded(spread.most()));
    }

    String table() {
        StringBuilder table = new StringBuilder(title()).append(System.lineSeparator());
        for (DuelResult result : results) {
            table.append(String.format(Locale.ROOT, "%n%-16s %9s %9s  %-22s %6s  over %s%n", "",
                    "ours", "theirs", "ratio (half of them)", "bar", result.peer()));
            for (Outcome outcome : result.outcomes()) {
                table.append(String.format(Locale.ROOT, "%-16s %9.2f %9.2f  %-22s %6.2f  %s%s%n",
                        outcome.figure().label(), outcome.ours().median(),
                        outcome.theirs().median(), text(outcome.ratio()), outcome.figure().bar(),
                        outcome.figure().unit(), outcome.reached() ? "" : ", missed"));
            }
            table.append(String.format(Locale.ROOT, "%n%-8s %11s %10s %10s %12s %12s%n", "pairs",
                    "concurrency", "ours/s", "theirs/s", "p99 ours", "p99 theirs"));
            result.points().forEach(point -> table.append(row(point)));
        }
        return table.toString().stripTrailing();
    }

    String title() {
        return String.format(Locale.ROOT,
                "%s, %d documents a request, medians of %d rounds of %.1f s, %d cores", model,
                options.documents(), options.rounds(), options.seconds(),
                Runtime.getRuntime().availableProcessors());
    }

    private static String row(Point point) {
        return String.format(Locale.ROOT, "%-8s %11d %10.1f %10.1f %9.0f ms %9.0f ms%s%n",
                point.lengths().label(), point.concurrency(),
                Spread.of(point.ourPairsPerSecond()).median(),
                Spread.of(point.theirPairsPerSecond()).median(),
                millis(Point.micros(point.ours()), 99), millis(Point.micros(point.theirs()), 99),
                point.noisy() ? ", beside a busy loop" : "");
    }

    static String text(Spread ratio) {
        return String.format(Locale.ROOT, "%.3f (%.3f to %.3f)", ratio.median(),
                ratio.quartile1(), ratio.quartile3());
    }

    static double millis(Histogram micros, double percentile) {
        return micros.getValueAtPercentile(percentile) / MICROS_PER_MILLI;
    }

    private static double rounded(double value) {
        return Math.round(value * DIGITS) / DIGITS;
    }
}
