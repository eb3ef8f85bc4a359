// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.link;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Says what {@link FramesBench} measures, as medians of rounds in turn. */
public final class FramesMain {

    private static final int ROUNDS = 5;

    private FramesMain() {}

    public static void main(String[] arguments) throws RunnerException {
        Map<String, double[]> nanos = new TreeMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            for (String method : List.of("batch", "scores", "copy")) {
                nanos.computeIfAbsent(method, _ -> new double[ROUNDS])[round] = measure(method);
            }
        }
        nanos.forEach((method, all) -> {
            Arrays.sort(all);
            System.out.printf(Locale.ROOT, "frames: %-8s %7.0f ns%n", method, all[ROUNDS / 2]);
        });
    }

    private static double measure(String method) throws RunnerException {
        return new Runner(new OptionsBuilder()
                .include(FramesBench.class.getName() + "." + method + "$")
                .forks(1)
                .verbosity(VerboseMode.SILENT)
                .warmupIterations(4)
                .warmupTime(TimeValue.milliseconds(500))
                .measurementIterations(4)
                .measurementTime(TimeValue.milliseconds(250))
                .build()).runSingle().getPrimaryResult().getScore();
    }
}
