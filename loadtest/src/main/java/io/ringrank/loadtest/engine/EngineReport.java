// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.engine;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringrank.loadtest.stats.Spread;
import java.util.List;
import java.util.Locale;

/** What {@link EngineBench} found, for programs and for people. */
final class EngineReport {

    private static final double DIGITS = 10_000;

    private final EngineBenchOptions options;
    private final BenchedModel model;
    private final BenchSetup setup;
    private final String build;
    private final List<Match> matches;
    private final Natives natives;
    private final Processor processor = Processor.ofThisMachine();

    EngineReport(EngineBenchOptions options, BenchedModel model, BenchSetup setup, String build,
            List<Match> matches, Natives natives) {
        this.natives = natives;
        this.options = options;
        this.model = model;
        this.setup = setup;
        this.build = build;
        this.matches = matches;
    }

    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        for (Match match : matches) {
            json.put("engine_ratio_" + match.workload().label(),
                    rounded(match.ratio().median()));
        }
        switch (natives) {
            case Natives.Compared(Match match, String newer, String older) ->
                json.put("natives_ratio", rounded(match.ratio().median()));
            case Natives.NotCompared(String reason) ->
                json.putNull("natives_ratio").put("natives_ratio_missing", reason);
        }
        json.put("model", model.label())
                .put("library", build)
                .put("lanes", setup.lanes())
                .put("tokens_per_batch", setup.tokensPerBatch())
                .put("rounds", options.rounds)
                .put("seconds", options.seconds)
                .put("seed", options.seed);
        ObjectNode machine = json.putObject("processor")
                .put("model", processor.model())
                .put("cores", processor.cores());
        processor.flags().forEach(machine.withArray("flags")::add);
        for (Match match : matches) {
            json.set(match.workload().label(), json(match));
        }
        if (natives instanceof Natives.Compared(Match match, String newer, String older)) {
            ObjectNode compared = json.putObject("natives")
                    .put("library", newer)
                    .put("over", older)
                    .put("pairs_per_second",
                            rounded(match.ofSide(RoundResult::pairsPerSecond).median()))
                    .put("over_pairs_per_second",
                            rounded(match.ofYardstick(RoundResult::pairsPerSecond).median()));
            compared.set("ratio", json(match.ratio()));
            match.cpuRatio().ifPresent(ratio -> compared.set("cpu_ratio", json(ratio)));
        }
        return json;
    }

    private static ObjectNode json(Match match) {
        ObjectNode json = JsonNodeFactory.instance.objectNode()
                .put("engine_pairs_per_second",
                        rounded(match.ofSide(RoundResult::pairsPerSecond).median()))
                .put("bare_pairs_per_second",
                        rounded(match.ofYardstick(RoundResult::pairsPerSecond).median()))
                .put("engine_busy_share",
                        rounded(match.ofSide(RoundResult::busyShare).median()))
                .put("bare_milliseconds_per_batch",
                        rounded(match.ofYardstick(RoundResult::millisPerBatch).median()));
        json.set("ratio", json(match.ratio()));
        match.cpuRatio().ifPresent(ratio -> json.set("cpu_ratio", json(ratio)));
        return json;
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
        StringBuilder table = new StringBuilder(String.format(Locale.ROOT,
                "%s, llama.cpp %s, %d lanes, %d tokens a batch, medians of %d rounds%n%n",
                model.label(), build, setup.lanes(), setup.tokensPerBatch(), options.rounds));
        table.append(String.format(Locale.ROOT, "%-10s %12s %12s %8s %18s %10s%n", "load",
                "engine/s", "bare loop/s", "ratio", "half of them", "CPU ratio"));
        for (Match match : matches) {
            Spread ratio = match.ratio();
            table.append(String.format(Locale.ROOT,
                    "%-10s %12.1f %12.1f %8.3f %9.3f to %.3f %10s%n",
                    match.workload().label(),
                    match.ofSide(RoundResult::pairsPerSecond).median(),
                    match.ofYardstick(RoundResult::pairsPerSecond).median(), ratio.median(),
                    ratio.quartile1(), ratio.quartile3(),
                    match.cpuRatio()
                            .map(spread -> String.format(Locale.ROOT, "%.3f", spread.median()))
                            .orElse("")));
        }
        return table.toString().stripTrailing();
    }

    private static double rounded(double value) {
        return Math.round(value * DIGITS) / DIGITS;
    }
}
