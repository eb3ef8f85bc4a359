// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.auth;

import java.util.Arrays;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Says how much longer a look-up takes among 10,000 keys than among 10, and fails if it is too much. */
public final class KeyLookupMain {

    private static final double RATIO_MAX = 1.2;
    private static final int ROUNDS = 4;

    private KeyLookupMain() {}

    /** Ends with status 1 if the ratio is too large. */
    public static void main(String[] arguments) throws RunnerException {
        double few = Double.MAX_VALUE;
        double many = Double.MAX_VALUE;
        // In turn, so that a busy minute of the machine hits both.
        for (int round = 0; round < ROUNDS; round++) {
            few = Math.min(few, nanos("10"));
            many = Math.min(many, nanos("10000"));
        }
        System.out.printf("among 10 keys %.0f ns, among 10,000 %.0f ns: ratio %.2f, at most %.1f%n",
                few, many, many / few, RATIO_MAX);
        System.exit(many / few <= RATIO_MAX ? 0 : 1);
    }

    private static double nanos(String keys) throws RunnerException {
        return fastTenth(new Runner(new OptionsBuilder()
                .include(KeyLookupBench.class.getSimpleName())
                .param("keys", keys)
                .forks(1)
                .verbosity(VerboseMode.SILENT)
                .warmupIterations(10)
                .warmupTime(TimeValue.milliseconds(200))
                .measurementIterations(300)
                .measurementTime(TimeValue.milliseconds(10))
                .build()).runSingle());
    }

    /** The time that a tenth of the iterations stay below: those that nothing else has disturbed. */
    private static double fastTenth(RunResult result) {
        double[] scores = result.getBenchmarkResults()
                .stream()
                .flatMap(fork -> fork.getIterationResults().stream())
                .mapToDouble(iteration -> iteration.getPrimaryResult().getScore())
                .toArray();
        Arrays.sort(scores);
        return scores[scores.length / 10];
    }
}
