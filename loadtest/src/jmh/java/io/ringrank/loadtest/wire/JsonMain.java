// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.wire;

import io.ringrank.loadtest.JmhRounds;
import java.util.List;
import java.util.Locale;
import org.openjdk.jmh.runner.RunnerException;

/** Says what {@link JsonBench} measures, and the ratios of it. */
public final class JsonMain {

    private static final int ROUNDS = 5;

    private JsonMain() {}

    public static void main(String[] arguments) throws RunnerException {
        JmhRounds rounds = new JmhRounds(JsonBench.class, ROUNDS,
                List.of("in", "inByJacksonAlone", "out", "outByJacksonAlone"));
        System.out.printf(Locale.ROOT, "JSON: Jackson alone over ours: in %.2f, out %.2f%n",
                rounds.ratio("inByJacksonAlone", "in"),
                rounds.ratio("outByJacksonAlone", "out"));
    }
}
