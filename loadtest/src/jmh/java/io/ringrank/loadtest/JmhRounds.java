// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
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

/** The benchmarks of one class in turn, so that a busy minute of the machine hits all of them. */
public final class JmhRounds {

    private static final String ALLOCATED = "gc.alloc.rate.norm";

    private final Map<String, Figure> medians = new LinkedHashMap<>();

    /** Of one call: its time, and what was allocated for it. */
    public record Figure(double nanos, double bytes) {}

    /** Measures, and prints a line for each method. */
    public JmhRounds(Class<?> benchmark, int rounds, List<String> methods) throws RunnerException {
        Map<String, List<Figure>> figures = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) {
            for (String method : methods) {
                figures.computeIfAbsent(method, _ -> new ArrayList<>())
                        .add(measure(benchmark.getName() + "." + method + "$"));
            }
        }
        figures.forEach((method, all) -> medians.put(method, median(all)));
        medians.forEach((method, median) -> System.out.printf(Locale.ROOT,
                "%-24s %9.0f ns %9.0f bytes a call%n", method, median.nanos, median.bytes));
    }

    /** Medians of the rounds. */
    public Figure of(String method) {
        return Objects.requireNonNull(medians.get(method));
    }

    /** The time of one over that of another. */
    public double ratio(String over, String under) {
        return of(over).nanos / of(under).nanos;
    }

    private static Figure measure(String pattern) throws RunnerException {
        RunResult result = new Runner(new OptionsBuilder().include(pattern)
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

    private static Figure median(List<Figure> all) {
        return new Figure(median(all.stream().mapToDouble(Figure::nanos)),
                median(all.stream().mapToDouble(Figure::bytes)));
    }

    private static double median(DoubleStream values) {
        double[] sorted = values.sorted().toArray();
        return sorted[sorted.length / 2];
    }
}
