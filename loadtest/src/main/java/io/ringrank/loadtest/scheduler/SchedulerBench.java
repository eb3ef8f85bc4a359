// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.scheduler;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringrank.gateway.cli.CliContext;
import io.ringrank.loadtest.stats.Spread;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Measures the scheduler alone, all parts of it in each round. */
public final class SchedulerBench {

    private static final double DIGITS = 10_000;
    private static final int RING_REQUESTS_PER_SECOND = 8_000;

    private static final int MANY_CALLERS = 30;

    private final CliContext context;
    private final int rounds;
    private final double seconds;
    private final boolean json;

    /** What each round gave, by the name of the figure. */
    private final Map<String, List<Double>> figures = new LinkedHashMap<>();
    private final List<Long> alone = new ArrayList<>();
    private final List<Long> besideFlood = new ArrayList<>();
    private final List<Long> besideLarge = new ArrayList<>();

    public SchedulerBench(CliContext context, SchedulerBenchOptions options) {
        options.check();
        this.context = context;
        this.rounds = options.rounds;
        this.seconds = options.seconds;
        this.json = options.json;
    }

    public void run() throws InterruptedException {
        RingRace ring = new RingRace();
        Overload overload = new Overload(seconds);
        int requests = Math.max(100, (int) (RING_REQUESTS_PER_SECOND * seconds / 2));
        try (HitRace hits = new HitRace()) {
            context.progress().say("warming up");
            ring.run(requests);
            hits.run(seconds / 2);
            for (int round = 1; round <= rounds; round++) {
                costs(ring.run(requests), hits.run(seconds / 4));
                loads(overload);
                context.progress().say("round " + round + " of " + rounds + ": " + latest());
            }
        }
        context.out().println(json ? report() : table());
    }

    private void costs(RingRace.Lap ring, HitRace.Lap hits) {
        note("ring_ratio", ring.scheduler() / ring.disruptor());
        note("ring_ratio_by_pair", ring.scheduler() * RingRace.DOCUMENTS / ring.disruptor());
        note("ring_pairs_per_second", ring.scheduler() * RingRace.DOCUMENTS);
        note("disruptor_events_per_second", ring.disruptor());
        note("bytes_per_pair", ring.bytesPerPair());
        note("hit_ratio", hits.door() / hits.bare());
        note("hit_pairs_per_second", hits.door());
    }

    private void loads(Overload overload) throws InterruptedException {
        note("saturation_ratio", overload.saturation());
        Overload.Goodput goodput = overload.goodput(1);
        note("goodput_ratio_3x", goodput.goodput());
        note("goodput_p99_seconds", goodput.p99Seconds());
        note("goodput_late_share", goodput.lateShare());
        note("goodput_ratio_3x_many_callers", overload.goodput(MANY_CALLERS).goodput());
        alone.addAll(overload.lightAlone());
        besideFlood.addAll(overload.lightBesideAFlood());
        besideLarge.addAll(overload.lightBesideLargeTexts());
    }

    private void note(String name, double value) {
        figures.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
    }

    private String latest() {
        StringBuilder line = new StringBuilder();
        figures.forEach((name, values) -> {
            if (name.contains("ratio")) {
                line.append(String.format(Locale.ROOT, "%s %.3f  ", name, values.getLast()));
            }
        });
        return line.toString().strip();
    }

    /** A round has too few requests of a light caller for a p99 of its own, so all count together. */
    private double lightRatio(List<Long> beside) {
        return (double) Overload.p99(beside) / Overload.p99(alone);
    }

    private ObjectNode report() {
        ObjectNode report = JsonNodeFactory.instance.objectNode();
        figures.forEach((name, values) -> report.put(name, rounded(spread(values).median())));
        report.put("light_caller_ratio", rounded(lightRatio(besideFlood)))
                .put("light_caller_ratio_large_texts", rounded(lightRatio(besideLarge)))
                .put("light_caller_p99_ms", rounded(Overload.p99(alone) / 1e6))
                .put("rounds", rounds)
                .put("seconds", seconds);
        ObjectNode spreads = report.putObject("spreads");
        figures.forEach((name, values) -> {
            Spread spread = spread(values);
            spreads.putArray(name)
                    .add(rounded(spread.least()))
                    .add(rounded(spread.quartile1()))
                    .add(rounded(spread.median()))
                    .add(rounded(spread.quartile3()))
                    .add(rounded(spread.most()));
        });
        return report;
    }

    private String table() {
        StringBuilder table = new StringBuilder(
                String.format(Locale.ROOT, "medians of %d rounds%n", rounds));
        figures.forEach((name, values) -> {
            Spread spread = spread(values);
            table.append(String.format(Locale.ROOT, "%-28s %14.3f  (%.3f to %.3f)%n", name,
                    spread.median(), spread.quartile1(), spread.quartile3()));
        });
        return table.append(String.format(Locale.ROOT, "%-28s %14.3f%n%-28s %14.3f",
                "light_caller_ratio", lightRatio(besideFlood), "light_caller_ratio_large_texts",
                lightRatio(besideLarge))).toString();
    }

    private static Spread spread(List<Double> values) {
        return Spread.of(values.stream().mapToDouble(Double::doubleValue).toArray());
    }

    private static double rounded(double value) {
        return Math.round(value * DIGITS) / DIGITS;
    }
}
