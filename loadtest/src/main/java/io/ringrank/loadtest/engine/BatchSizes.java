// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringrank.gateway.cli.CliContext;
import io.ringrank.gateway.cli.CommandFailedException;
import io.ringrank.loadtest.stats.Spread;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Measures what larger batches bring: bare loops over the same pairs, packed in several sizes. */
public final class BatchSizes {

    private static final int SIZES_MAX = 16;
    private static final int PROBE_PAIRS = 16;
    private static final double DIGITS = 10_000;
    private static final String ROW = "%-8s %15s %10s %14s%n";

    private final CliContext context;
    private final EngineBenchOptions options;
    private final int[] sizes;

    /** @param sizes in tokens */
    public BatchSizes(CliContext context, EngineBenchOptions options, int... sizes) {
        options.check();
        if (sizes.length == 0 || sizes.length > SIZES_MAX
                || Arrays.stream(sizes).anyMatch(size -> size < 1)) {
            throw options.wrong("--sizes must be 1 to " + SIZES_MAX + " numbers of 1 or more");
        }
        this.context = context;
        this.options = options;
        this.sizes = sizes.clone();
    }

    /** What one load with one size gave, round by round. */
    private record Series(Workload workload, int size, List<RoundResult> rounds) {

        double[] values(ToDoubleFunction<RoundResult> figure) {
            return rounds.stream().mapToDouble(figure).toArray();
        }

        double median(ToDoubleFunction<RoundResult> figure) {
            return Spread.of(values(figure)).median();
        }
    }

    public void run() throws CommandFailedException, IOException {
        Path cache = ModelOptions.cache(context.environment());
        BenchedModel model = options.model(cache);
        BenchedLibraries libraries =
                new BenchedLibraries(cache, context.home(), context.progress()::say);
        int largest = Arrays.stream(sizes).max().orElseThrow();
        BenchSetup setup = new BenchSetup(model.file(), options.lanesOrCores(),
                Math.max(largest, Workload.TOKENS_MAX), libraries.find(options.natives()));
        List<Series> all = new ArrayList<>();
        String build;
        try (BareSide bare = BareSide.start(setup)) {
            build = bare.build();
            for (Workload workload : Workload.values()) {
                all.addAll(measure(bare, workload, model.vocabularyTokens()));
            }
        }
        ObjectNode json = JsonNodeFactory.instance.objectNode()
                .put("model", model.label())
                .put("library", build)
                .put("lanes", setup.lanes())
                .put("rounds", options.rounds)
                .put("seconds", options.seconds);
        for (Series series : all) {
            json.withArray(series.workload.label()).add(json(series, all));
        }
        context.out().println(options.json ? json : table(json));
    }

    private List<Series> measure(BareSide bare, Workload workload, int vocabularyTokens)
            throws CommandFailedException {
        List<Series> ofLoad = new ArrayList<>();
        for (int size : sizes) {
            ofLoad.add(new Series(workload, size, new ArrayList<>()));
        }
        int pairs = PROBE_PAIRS;
        for (int round = -2; round < options.rounds; round++) {
            for (Series series : ofLoad) {
                RoundResult result = bare.run(new BatchPlan(workload, options.seed + round, pairs,
                        series.size, EngineBench.PAIRS_PER_BATCH_MAX, vocabularyTokens));
                if (round >= 0) {
                    series.rounds.add(result);
                } else if (round == -1 && series.size == sizes[0]) {
                    pairs = (int) Math.max(PROBE_PAIRS,
                            pairs * options.seconds * 1e9 / result.nanos());
                }
            }
            context.progress()
                    .say(workload.label() + " round " + (round + 1) + " of " + options.rounds);
        }
        return ofLoad;
    }

    private static ObjectNode json(Series series, List<Series> all) {
        Series smallest = all.stream()
                .filter(other -> other.workload == series.workload)
                .findFirst()
                .orElseThrow();
        return JsonNodeFactory.instance.objectNode()
                .put("tokens_per_batch", series.size)
                .put("pairs_per_second", rounded(series.median(RoundResult::pairsPerSecond)))
                .put("pairs_per_cpu_second",
                        rounded(series.median(RoundResult::pairsPerCpuSecond)))
                .put("milliseconds_per_batch",
                        rounded(series.median(RoundResult::millisPerBatch)))
                .put("cpu_milliseconds_per_batch",
                        rounded(series.median(RoundResult::cpuMillisPerBatch)))
                .put("ratio", rounded(Spread.ofRatios(
                        series.values(RoundResult::pairsPerSecond),
                        smallest.values(RoundResult::pairsPerSecond)).median()))
                .put("cpu_ratio", rounded(Spread.ofRatios(
                        series.values(RoundResult::pairsPerCpuSecond),
                        smallest.values(RoundResult::pairsPerCpuSecond)).median()));
    }

    private static double rounded(double value) {
        return Math.round(value * DIGITS) / DIGITS;
    }

    private static String table(ObjectNode json) {
        StringBuilder table = new StringBuilder();
        table.append(String.format(Locale.ROOT, "%s, llama.cpp %s, %d lanes%n%n",
                json.path("model").asText(), json.path("library").asText(),
                json.path("lanes").asInt()))
                .append(String.format(ROW, "load", "tokens a batch", "pairs/s", "over smallest"));
        for (Workload workload : Workload.values()) {
            for (JsonNode row : json.path(workload.label())) {
                table.append(String.format(Locale.ROOT, ROW, workload.label(),
                        row.path("tokens_per_batch").asText(),
                        row.path("pairs_per_second").asText(), row.path("ratio").asText()));
            }
        }
        return table.toString();
    }
}
