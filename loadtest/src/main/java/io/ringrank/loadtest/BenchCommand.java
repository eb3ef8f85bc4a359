// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest;

import io.ringrank.gateway.app.ServerStartException;
import io.ringrank.gateway.cli.CliContext;
import io.ringrank.gateway.cli.CommandFailedException;
import io.ringrank.loadtest.compare.CompareBench;
import io.ringrank.loadtest.compare.CompareOptions;
import io.ringrank.loadtest.engine.BatchSizes;
import io.ringrank.loadtest.engine.EngineBench;
import io.ringrank.loadtest.engine.EngineBenchOptions;
import io.ringrank.loadtest.engine.ModelOptions;
import io.ringrank.loadtest.scheduler.SchedulerBench;
import io.ringrank.loadtest.scheduler.SchedulerBenchOptions;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Holds the measurements. */
@Command(name = "bench", description = "Measure how fast this machine ranks.")
final class BenchCommand {

    private final CliContext context;

    BenchCommand(CliContext context) {
        this.context = context;
    }

    @Command(name = "http", description = {
        "Requests per second over HTTP: cold, where every pair is new, and cached,",
        "where every score is known. Both are medians over rounds that take turns."},
            sortOptions = false)
    int http(@Mixin HttpBenchOptions options)
            throws CommandFailedException, IOException {
        new HttpBench(context, options).run();
        return 0;
    }

    @Command(name = "engine", description = {
        "Pairs per second of engine processes behind their link, over those of a bare loop:",
        "processes with the same library, lanes, options and batches, and nothing between them",
        "and the lanes. Pairs have 128 tokens (uniform) or 16 to 480 (mixed); they are token rows",
        "already, because a bare loop has no text. Engines are fed as the scheduler feeds them,",
        "one batch ahead of the one that a lane runs. Both sides take turns of half a second,",
        "each on the same pairs, and ratios are medians of the ratios of rounds. Then bare loops",
        "of a newer llama.cpp, if one is there, are compared with jllama's in the same way."},
            sortOptions = false)
    int engine(@Mixin EngineBenchOptions options,
            @Option(names = "--tokens-per-batch", paramLabel = "N", defaultValue = "0",
                    description = "Tokens of a batch; 0 takes the most that a server takes.") int tokens)
            throws CommandFailedException, IOException, ServerStartException,
            InterruptedException {
        new EngineBench(context, options, tokens).run();
        return 0;
    }

    @Command(name = "batches", description = {
        "Pairs per second of bare loops by the size of their batches: the same pairs each time,",
        "in rounds that take turns. Tells what engine.tokens-per-batch could bring here."},
            sortOptions = false)
    int batches(@Mixin EngineBenchOptions options,
            @Option(names = "--sizes", paramLabel = "N", split = ",",
                    defaultValue = "128,256,512,1024,2048",
                    description = "Tokens of a batch (default ${DEFAULT-VALUE}).") int[] sizes)
            throws CommandFailedException, IOException, ServerStartException,
            InterruptedException {
        new BatchSizes(context, options, sizes).run();
        return 0;
    }

    @Command(name = "scheduler", description = {
        "What the scheduler costs and what it does with too much work, without an engine: requests",
        "over events of a bare Disruptor, known pairs over a bare cache, and, with made-up engines of",
        "known speed, how much of it is used, what is answered in time at three times the load, and",
        "what a light caller notices of a flood. Medians over rounds."},
            sortOptions = false)
    int scheduler(@Mixin SchedulerBenchOptions options) throws InterruptedException {
        new SchedulerBench(context, options).run();
        return 0;
    }

    @Command(name = "overload", description = {
        "What a whole server answers in time at three times what it can do, over what it can do.",
        "Rounds measure both, with a real engine over HTTP; also what an idle server takes."},
            sortOptions = false)
    int overload(@Mixin OverloadOptions options)
            throws CommandFailedException, IOException, InterruptedException {
        new OverloadBench(context, options).run();
        return 0;
    }

    @Command(name = "start", description = {
        "Seconds from the start of a server with an empty data directory to its first answer, and the",
        "memory it has while nobody asks. Medians over starts; the built-in model."},
            sortOptions = false)
    int start(@Mixin StartOptions options)
            throws CommandFailedException, IOException, InterruptedException {
        new StartBench(context, options).run();
        return 0;
    }

    @Command(name = "compare", description = {
        "Ringrank beside other servers: the same requests to both, in rounds that take turns, and the",
        "medians of their ratios. peer-jllama is always among them: jllama's own rerank behind bare",
        "HTTP, with the same llama.cpp and file as ours, at the best of several settings. Writes a",
        "report with plots, too. All of it takes an hour on two cores; --only, --rounds, --seconds,",
        "--concurrency and --zipf-draws make it shorter."},
            sortOptions = false)
    int compare(@Mixin CompareOptions options)
            throws CommandFailedException, IOException, ServerStartException,
            InterruptedException {
        new CompareBench(context, options).run();
        return 0;
    }

    @Command(name = "model", description = {
        "Write a model with the shape of a known one and random weights, unless it is there,",
        "and print where. It computes as long as the real one; its scores mean nothing."},
            sortOptions = false)
    int model(@Mixin ModelOptions options) throws IOException {
        context.out()
                .println(options.file(
                        ModelOptions.cache(context.environment())));
        return 0;
    }
}
