// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.scheduler;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.DoubleStream;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Says what {@link PairsBench} measures, as medians of rounds in turn, and the ratios of it. */
public final class PairsMain {

    private static final int ROUNDS = 9;
    private static final String ALLOCATED = "gc.alloc.rate.norm";

    private PairsMain() {}

    private enum Way {
        KNOWN("knownThroughTheDoor"), KNOWN_BARE("knownToCaffeine"), NEW(
                "newThroughTheScheduler"), NEW_BARE("throughABareRing"), HASHED("hashed");

        private final String method;

        Way(String method) {
            this.method = method;
        }
    }

    /** Of one request: its time, and what was allocated for it. */
    private record Figure(double nanos, double bytes) {}

    public static void main(String[] arguments) throws RunnerException {
        Map<Way, List<Figure>> figures = new EnumMap<>(Way.class);
        // In turn, so that a busy minute of the machine hits all of them.
        for (int round = 0; round < ROUNDS; round++) {
            for (Way way : Way.values()) {
                figures.computeIfAbsent(way, _ -> new ArrayList<>()).add(measure(way));
            }
        }
        Map<Way, Figure> medians = new EnumMap<>(Way.class);
        figures.forEach((way, all) -> medians.put(way, median(all)));
        medians.forEach((way, median) -> System.out.printf(Locale.ROOT,
                "%-24s %9.0f ns %9.0f bytes a request%n",
                way.method, median.nanos, median.bytes));
        System.out.printf(Locale.ROOT, "hit ratio %.2f, ring ratio %.4f (hashing alone %.4f)%n",
                ratio(medians, Way.KNOWN_BARE, Way.KNOWN), ratio(medians, Way.NEW_BARE, Way.NEW),
                ratio(medians, Way.NEW_BARE, Way.HASHED));
        System.out.printf(Locale.ROOT, "%.0f bytes a pair beside its text%n",
                of(medians, Way.NEW).bytes / RingRace.DOCUMENTS - RingRace.TEXT_BYTES);
    }

    private static Figure measure(Way way) throws RunnerException {
        RunResult result = new Runner(new OptionsBuilder()
                .include(PairsBench.class.getSimpleName() + "." + way.method + "$")
                .forks(1)
                .verbosity(VerboseMode.SILENT)
                .addProfiler(GCProfiler.class)
                .warmupIterations(4)
                .warmupTime(TimeValue.milliseconds(500))
                .measurementIterations(4)
                .measurementTime(TimeValue.milliseconds(250))
                .build()).runSingle();
        Result<?> allocated =
                Objects.requireNonNull(result.getSecondaryResults().get(ALLOCATED));
        return new Figure(result.getPrimaryResult().getScore(), allocated.getScore());
    }

    private static double ratio(Map<Way, Figure> medians, Way over, Way under) {
        return of(medians, over).nanos / of(medians, under).nanos;
    }

    private static Figure of(Map<Way, Figure> medians, Way way) {
        return Objects.requireNonNull(medians.get(way));
    }

    private static Figure median(List<Figure> all) {
        return new Figure(median(all.stream().mapToDouble(Figure::nanos)),
                median(all.stream().mapToDouble(Figure::bytes)));
    }

    private static double median(DoubleStream values) {
        double[] sorted = values.sorted().toArray();
        return sorted[sorted.length / 2];
    }
}
