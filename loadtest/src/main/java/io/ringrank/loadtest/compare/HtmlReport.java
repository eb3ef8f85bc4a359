// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.compare;

import io.ringrank.loadtest.engine.Workload;
import io.ringrank.loadtest.stats.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/** The same as a page that needs nothing from elsewhere, with plots. */
final class HtmlReport {

    private static final List<Double> PERCENTILES = List.of(50.0, 75.0, 90.0, 95.0, 99.0);

    private static final String HEAD =
            """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width">
            <title>Ringrank beside other servers</title>
            <style>
            :root { color-scheme: light dark; }
            body { font: 15px/1.5 system-ui, sans-serif; max-width: 75rem; margin: 2rem auto;
              padding: 0 1rem; }
            table { border-collapse: collapse; }
            th, td { text-align: left; padding: .3rem .9rem .3rem 0; border-bottom: 1px solid #8886; }
            td.number { text-align: right; font-variant-numeric: tabular-nums; }
            .missed { color: #c2410c; }
            .plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(22rem, 1fr));
              gap: 1.5rem; margin: 1.5rem 0; }
            svg { width: 100%; } svg text { font-size: 12px; fill: currentColor; }
            svg .heading { font-size: 14px; font-weight: 600; } svg .grid { stroke: #8886; }
            </style>
            </head>
            <body>
            <h1>Ringrank beside other servers</h1>
            """;

    private final CompareReport report;
    private final List<DuelResult> results;

    HtmlReport(CompareReport report, List<DuelResult> results) {
        this.report = report;
        this.results = List.copyOf(results);
    }

    String page() {
        StringBuilder page = new StringBuilder(HEAD).append("<p>")
                .append(LinePlot.escaped(report.title()))
                .append(".</p>\n");
        for (DuelResult result : results) {
            page.append("<h2>Over ")
                    .append(LinePlot.escaped(result.peer()))
                    .append("</h2>\n<table>\n<tr><th>Figure<th>What<th>Ours<th>Theirs<th>Ratio"
                            + " (half of them)<th>Bar<th>\n");
            result.outcomes().forEach(outcome -> page.append(row(outcome)));
            page.append("</table>\n<div class=\"plots\">\n");
            plots(result).forEach(plot -> page.append(plot.svg()).append('\n'));
            page.append("</div>\n").append(notes(result));
        }
        return page.append("</body>\n</html>\n").toString();
    }

    private static String row(Outcome outcome) {
        return String.format(Locale.ROOT,
                "<tr><td>%s<td>%s (%s)<td class=\"number\">%.2f<td class=\"number\">%.2f"
                        + "<td class=\"number\">%s<td class=\"number\">%.2f<td%s%n",
                outcome.figure().label(), outcome.figure().about(), outcome.figure().unit(),
                outcome.ours().median(), outcome.theirs().median(),
                CompareReport.text(outcome.ratio()), outcome.figure().bar(),
                outcome.reached() ? ">reached" : " class=\"missed\">missed");
    }

    private static String notes(DuelResult result) {
        StringBuilder notes = new StringBuilder(String.format(Locale.ROOT,
                "<p>Scores of the same pairs differ by %.1e at most.</p>%n",
                result.scoreDifferenceMax()));
        if (!result.settings().isEmpty()) {
            notes.append("<p>The peer's settings:</p>\n<ul>\n");
            result.settings()
                    .forEach(line -> notes.append("<li>")
                            .append(LinePlot.escaped(line))
                            .append('\n'));
            notes.append("</ul>\n");
        }
        return notes.toString();
    }

    private static List<LinePlot> plots(DuelResult result) {
        List<LinePlot> plots = new ArrayList<>();
        for (Workload lengths : Workload.values()) {
            List<Point> points = result.points()
                    .stream()
                    .filter(point -> point.lengths() == lengths && !point.noisy())
                    .toList();
            if (!points.isEmpty()) {
                plots.add(throughput(result.peer(), lengths, points));
                plots.add(latencies(result.peer(), lengths, points));
            }
        }
        goodput(result).ifPresent(plots::add);
        return plots;
    }

    private static LinePlot throughput(String peer, Workload lengths, List<Point> points) {
        return new LinePlot("Throughput against concurrency, " + lengths.label() + " lengths",
                "pairs a second; requests at a time",
                points.stream().map(point -> String.valueOf(point.concurrency())).toList(),
                List.of(new LinePlot.Line("ringrank", points.stream()
                        .map(point -> Spread.of(point.ourPairsPerSecond()).median())
                        .toList(), false),
                        new LinePlot.Line(peer, points.stream()
                                .map(point -> Spread.of(point.theirPairsPerSecond()).median())
                                .toList(), true)));
    }

    /** At the concurrency whose throughput is judged, or the last. */
    private static LinePlot latencies(String peer, Workload lengths, List<Point> points) {
        Point point = points.stream()
                .filter(one -> one.concurrency() == Duel.CONCURRENCY)
                .findFirst()
                .orElseGet(points::getLast);
        return new LinePlot(
                "Latency, " + lengths.label() + " lengths, " + point.concurrency() + " at a time",
                "milliseconds; percentile",
                PERCENTILES.stream().map(percentile -> "p" + percentile.intValue()).toList(),
                List.of(line("ringrank", Point.micros(point.ours()), false),
                        line(peer, Point.micros(point.theirs()), true)));
    }

    private static LinePlot.Line line(String name, Histogram micros, boolean dashed) {
        return new LinePlot.Line(name, PERCENTILES.stream()
                .map(percentile -> CompareReport.millis(micros, percentile))
                .toList(), dashed);
    }

    private static Optional<LinePlot> goodput(DuelResult result) {
        List<Goodput> goodputs = result.goodputs();
        return goodputs.isEmpty()
                ? Optional.empty()
                : Optional.of(new LinePlot("Goodput under overload",
                        "answered in time, over capacity; load, over capacity",
                        goodputs.stream()
                                .map(one -> String.format(Locale.ROOT, "%.0f", one.times()))
                                .toList(),
                        List.of(new LinePlot.Line("ringrank",
                                goodputs.stream().map(Goodput::ours).toList(), false),
                                new LinePlot.Line(result.peer(),
                                        goodputs.stream().map(Goodput::theirs).toList(), true))));
    }
}
