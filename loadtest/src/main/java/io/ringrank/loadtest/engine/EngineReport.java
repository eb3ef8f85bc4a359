// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.engine;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringrank.loadtest.stats.Spread;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What {@link EngineBench} found, for programs and for people. */
final class EngineReport {

    private static final double DIGITS = 10_000;

    private final EngineBenchOptions options;
    private final BenchSetup setup;
    private final int tokensPerBatch;
    private final String build;
    private final List<Match> matches;
    private final LibraryComparison libraries;

    EngineReport(EngineBenchOptions options, BenchSetup setup, int tokensPerBatch, String build,
            List<Match> matches, LibraryComparison libraries) {
        this.options = options;
        this.setup = setup;
        this.tokensPerBatch = tokensPerBatch;
        this.build = build;
        this.matches = List.copyOf(matches);
        this.libraries = libraries;
    }

    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        for (Match match : matches) {
            json.put("engine_ratio_" + label(match), rounded(match.ratio().median()));
        }
        putLibraryRatios(json);
        json.put("model", setup.model().label())
                .put("library", build)
                .put("device", setup.plan().compute().device())
                .put("lanes", setup.lanes())
                .put("tokens_per_batch", tokensPerBatch)
                .put("rounds", options.rounds)
                .put("seconds", options.seconds)
                .put("seed", options.seed);
        json.set("processor", processor());
        for (Match match : matches) {
            json.set(label(match), figures(match, "engine", "bare")
                    .put("engine_busy_share",
                            rounded(match.ofSide(RoundResult::busyShare).median())));
        }
        if (libraries instanceof LibraryComparison.Compared(var compared, var newer, var older)) {
            ObjectNode natives = json.putObject("natives").put("newer", newer).put("older", older);
            compared.forEach(
                    match -> natives.set(label(match), figures(match, "newer", "older")));
        }
        return json;
    }

    private void putLibraryRatios(ObjectNode json) {
        switch (libraries) {
            case LibraryComparison.Compared compared -> compared.matches()
                    .forEach(match -> json.put(libraryRatioName(match.workload()),
                            rounded(match.ratio().median())));
            case LibraryComparison.NotCompared(String reason) ->
                json.putNull(libraryRatioName(Workload.UNIFORM))
                        .put("natives_ratio_missing", reason);
        }
    }

    private static String libraryRatioName(Workload workload) {
        return switch (workload) {
            case UNIFORM -> "natives_ratio";
            case MIXED -> "natives_ratio_mixed";
        };
    }

    private static ObjectNode processor() {
        Processor processor = Processor.ofThisMachine();
        ObjectNode json = JsonNodeFactory.instance.objectNode()
                .put("model", processor.model())
                .put("cores", processor.cores());
        processor.flags().forEach(json.putArray("flags")::add);
        return json;
    }

    private static ObjectNode figures(Match match, String side, String yardstick) {
        ObjectNode json = JsonNodeFactory.instance.objectNode()
                .put(side + "_pairs_per_second",
                        rounded(match.ofSide(RoundResult::pairsPerSecond).median()))
                .put(yardstick + "_pairs_per_second",
                        rounded(match.ofYardstick(RoundResult::pairsPerSecond).median()))
                .put(yardstick + "_milliseconds_per_batch",
                        rounded(match.ofYardstick(RoundResult::millisPerBatch).median()))
                .put(side + "_cpu_share",
                        rounded(match.ofSide(RoundResult::cpuShare).median()))
                .put(yardstick + "_cpu_share",
                        rounded(match.ofYardstick(RoundResult::cpuShare).median()));
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
                "%s, llama.cpp %s, %d lanes, %d tokens a batch, medians of %d rounds%n",
                setup.model().label(), build, setup.lanes(), tokensPerBatch, options.rounds));
        addRows(table, "engine/s", "bare loop/s", matches);
        switch (libraries) {
            case LibraryComparison.Compared(var compared, var newer, var older) -> {
                table.append(String.format(Locale.ROOT, "%nbare loops, llama.cpp %s over %s%n",
                        newer, older));
                addRows(table, "newer/s", "older/s", compared);
            }
            case LibraryComparison.NotCompared(String reason) -> table
                    .append(String.format(Locale.ROOT, "%nlibraries not compared: %s%n", reason));
        }
        return table.toString().stripTrailing();
    }

    private static void addRows(StringBuilder table, String side, String yardstick,
            List<Match> rows) {
        table.append(String.format(Locale.ROOT, "%-9s %12s %12s  %-23s %s%n", "pairs", side,
                yardstick, "ratio (half of them)", "of processor time"));
        for (Match match : rows) {
            table.append(String.format(Locale.ROOT, "%-9s %12.1f %12.1f  %-23s %s%n",
                    label(match), match.ofSide(RoundResult::pairsPerSecond).median(),
                    match.ofYardstick(RoundResult::pairsPerSecond).median(),
                    text(Optional.of(match.ratio())), text(match.cpuRatio())));
        }
    }

    private static String text(Optional<Spread> ratio) {
        return ratio.map(spread -> String.format(Locale.ROOT, "%.3f (%.3f to %.3f)",
                spread.median(), spread.quartile1(), spread.quartile3())).orElse("unknown");
    }

    private static String label(Match match) {
        return match.workload().label();
    }

    private static double rounded(double value) {
        return Math.round(value * DIGITS) / DIGITS;
    }
}
