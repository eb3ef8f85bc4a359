// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringrank.gateway.app.LocalNatives;
import io.ringrank.gateway.app.ServerStartException;
import io.ringrank.gateway.cli.CliContext;
import io.ringrank.gateway.cli.CommandFailedException;
import io.ringrank.gateway.config.RingrankConfig;
import io.ringrank.loadtest.stats.Spread;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Measures what larger batches bring: bare loops over the same pairs, packed in several sizes. */
public final class BatchSizes {

    private static final int SIZES_MAX = 16;
    private static final int WARM_UP_ROUNDS = 2;
    private static final int WARM_UP_PAIRS = 16;
    private static final double DIGITS = 10_000;

    private final CliContext context;
    private final EngineBenchOptions options;
    private final RingrankConfig config;
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
        this.config = options.config(context);
        this.sizes = sizes.clone();
    }

    /** What one load with one size gave, round by round. */
    private record Series(int size, List<RoundResult> rounds) {

        double[] values(ToDoubleFunction<RoundResult> figure) {
            return rounds.stream().mapToDouble(figure).toArray();
        }

        double median(ToDoubleFunction<RoundResult> figure) {
            return Spread.of(values(figure)).median();
        }

        /** The median over rounds of what this size gave over what another gave. */
        double ratioTo(Series other, ToDoubleFunction<RoundResult> figure) {
            return Spread.ofRatios(values(figure), other.values(figure)).median();
        }
    }

    public void run() throws CommandFailedException, IOException, ServerStartException,
            InterruptedException {
        BenchedModel model = options.model(ModelOptions.cache(context.environment()));
        LocalNatives natives = LocalNatives.of(config, context.home());
        int largest = Arrays.stream(sizes).max().orElseThrow();
        Libraries libraries = new Libraries(config.engine(), natives,
                Math.max(largest, Workload.TOKENS_MAX));
        BenchSetup setup =
                new BenchSetup(model, libraries.chosen(context.progress()), natives);
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        try (BareSide bare = BareSide.start(setup)) {
            json.put("model", model.label())
                    .put("library", bare.build())
                    .put("device", setup.plan().compute().device())
                    .put("lanes", setup.lanes())
                    .put("rounds", options.rounds)
                    .put("seconds", options.seconds);
            for (Workload workload : Workload.values()) {
                List<Series> measured = measure(bare, workload, model.vocabularyTokens());
                ArrayNode rows = json.putArray(workload.label());
                measured.forEach(series -> rows.add(json(series, measured.getFirst())));
            }
        }
        context.out().println(options.json ? json : table(json));
    }

    private List<Series> measure(BareSide bare, Workload workload, int vocabularyTokens)
            throws CommandFailedException {
        List<Series> measured =
                Arrays.stream(sizes).mapToObj(size -> new Series(size, new ArrayList<>())).toList();
        int pairs = WARM_UP_PAIRS;
        for (int round = 1 - WARM_UP_ROUNDS; round <= options.rounds; round++) {
            for (Series series : measured) {
                RoundResult result = bare.run(
                        new BatchPlan(workload, options.seed + round, pairs, series.size,
                                EngineBench.PAIRS_PER_BATCH_MAX, vocabularyTokens));
                if (round > 0) {
                    series.rounds.add(result);
                } else if (round == 0 && series.equals(measured.getFirst())) {
                    pairs = (int) Math.max(WARM_UP_PAIRS,
                            pairs * options.seconds * 1e9 / result.nanos());
                }
            }
            context.progress()
                    .say(workload.label() + ": round " + round + " of " + options.rounds);
        }
        return measured;
    }

    private static ObjectNode json(Series series, Series smallest) {
        ObjectNode json = JsonNodeFactory.instance.objectNode()
                .put("tokens_per_batch", series.size)
                .put("pairs_per_second", rounded(series.median(RoundResult::pairsPerSecond)))
                .put("milliseconds_per_batch",
                        rounded(series.median(RoundResult::millisPerBatch)))
                .put("ratio", rounded(series.ratioTo(smallest, RoundResult::pairsPerSecond)));
        if (series.rounds.stream().allMatch(round -> round.cpuNanos() > 0)
                && smallest.rounds.stream().allMatch(round -> round.cpuNanos() > 0)) {
            json.put("pairs_per_cpu_second",
                    rounded(series.median(RoundResult::pairsPerCpuSecond)))
                    .put("cpu_milliseconds_per_batch",
                            rounded(series.median(RoundResult::cpuMillisPerBatch)))
                    .put("cpu_ratio",
                            rounded(series.ratioTo(smallest, RoundResult::pairsPerCpuSecond)));
        }
        return json;
    }

    private static double rounded(double value) {
        return Math.round(value * DIGITS) / DIGITS;
    }

    private static String table(ObjectNode json) {
        StringBuilder table = new StringBuilder(String.format(Locale.ROOT,
                "%s, llama.cpp %s, %d lanes%n%-9s %14s %10s %12s %8s %17s", text(json, "model"),
                text(json, "library"), json.path("lanes").asInt(), "pairs", "tokens a batch",
                "pairs/s", "ms a batch", "ratio", "of processor time"));
        for (Workload workload : Workload.values()) {
            json.path(workload.label())
                    .forEach(row -> table.append(String.format(Locale.ROOT,
                            "%n%-9s %14d %10.1f %12.2f %8.3f %17s", workload.label(),
                            row.path("tokens_per_batch").asInt(),
                            row.path("pairs_per_second").asDouble(),
                            row.path("milliseconds_per_batch").asDouble(),
                            row.path("ratio").asDouble(), text(row, "cpu_ratio"))));
        }
        return table.toString();
    }

    private static String text(JsonNode json, String field) {
        return json.path(field).asText("unknown");
    }
}
