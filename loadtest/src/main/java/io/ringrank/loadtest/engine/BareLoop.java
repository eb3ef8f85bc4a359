// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.engine;

import io.ringrank.backend.llamacpp.ffi.NativeLogLine;
import io.ringrank.backend.llamacpp.natives.Compute;
import io.ringrank.backend.llamacpp.natives.NativeLibrary;
import io.ringrank.backend.llamacpp.runtime.Lane;
import io.ringrank.backend.llamacpp.runtime.LaneException;
import io.ringrank.backend.llamacpp.runtime.LlamaRuntime;
import io.ringrank.backend.llamacpp.runtime.LoadOptions;
import io.ringrank.backend.llamacpp.runtime.LoadOutcome;
import io.ringrank.backend.llamacpp.runtime.LoadedModel;
import io.ringrank.backend.llamacpp.runtime.ModelRuntime;
import io.ringrank.scheduler.pair.PreparedPair;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A process that holds lanes and gives them one batch after the other, without link, queue or second
 * process: what an engine is measured against. Reads plans from standard input, one a line, and
 * writes a line for each lane; ends with its input.
 */
public final class BareLoop {

    static final String READY = "ready";

    private static final int ARGUMENTS = 8;

    private BareLoop() {}

    /** What {@link #main} reads. */
    static List<String> arguments(Path model, Compute compute, int firstLane) {
        return List.of(model.toString(), compute.library().kind().name(),
                compute.library().directory().toString(), compute.device(),
                String.valueOf(compute.lanes()), String.valueOf(compute.threadsPerLane()),
                String.valueOf(compute.tokensPerBatch()), String.valueOf(firstLane));
    }

    /** Its arguments are for {@link BareProcess} only. */
    public static void main(String[] args) throws Exception {
        if (args.length != ARGUMENTS) {
            throw new IllegalArgumentException("ringrank bench starts this process by itself");
        }
        NativeLibrary library =
                new NativeLibrary(NativeLibrary.Kind.valueOf(args[1]), Path.of(args[2]));
        Compute compute = new Compute(library, args[3], Integer.parseInt(args[4]),
                Integer.parseInt(args[5]), Integer.parseInt(args[6]));
        ModelRuntime runtime = LlamaRuntime.open(library, BareLoop::log);
        LoadedModel model = load(runtime, Path.of(args[0]), LoadOptions.of(compute));
        List<LaneLoop> loops = new ArrayList<>();
        for (int lane = 0; lane < compute.lanes(); lane++) {
            loops.add(LaneLoop.open(Integer.parseInt(args[7]) + lane, model));
        }
        System.out.println(READY + " " + runtime.nativeBuild(compute.device()));
        answer(loops);
    }

    private static void log(NativeLogLine line) {
        if (line.level() != NativeLogLine.Level.DEBUG) {
            System.err.println(line.text());
        }
    }

    private static LoadedModel load(ModelRuntime runtime, Path file, LoadOptions options)
            throws IOException {
        return switch (runtime.load(file, options, _ -> {})) {
            case LoadOutcome.Loaded(LoadedModel model) -> model;
            case LoadOutcome.Refused(String reason) -> throw new IOException(reason);
        };
    }

    private static void answer(List<LaneLoop> loops) throws Exception {
        BufferedReader in =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            BatchPlan plan = BatchPlan.parse(line);
            loops.forEach(loop -> loop.prepare(plan));
            long startNanos = System.nanoTime();
            List<Future<LaneResult>> results =
                    loops.stream().map(loop -> loop.start(startNanos)).toList();
            for (Future<LaneResult> result : results) {
                System.out.println(result.get().toLine());
            }
        }
    }

    /** One lane and its thread. Main thread only. */
    private static final class LaneLoop {

        private final int number;
        private final ExecutorService thread;
        private final Lane lane;
        private List<List<PreparedPair>> batches = List.of();

        private LaneLoop(int number, ExecutorService thread, Lane lane) {
            this.number = number;
            this.thread = thread;
            this.lane = lane;
        }

        static LaneLoop open(int number, LoadedModel model)
                throws ExecutionException, InterruptedException {
            ExecutorService thread = Executors.newSingleThreadExecutor(
                    Thread.ofPlatform().daemon().name("bare-lane-" + number).factory());
            return new LaneLoop(number, thread, thread.submit(model::openLane).get());
        }

        void prepare(BatchPlan plan) {
            batches = plan.ofLane(number);
        }

        Future<LaneResult> start(long startNanos) {
            return thread.submit(() -> run(startNanos));
        }

        private LaneResult run(long startNanos) throws LaneException {
            int pairs = 0;
            double sum = 0;
            long computeNanos = 0;
            for (List<PreparedPair> batch : batches) {
                long callNanos = System.nanoTime();
                float[] scores = lane.score(batch);
                computeNanos += System.nanoTime() - callNanos;
                for (float score : scores) {
                    sum += score;
                }
                pairs += scores.length;
            }
            return new LaneResult(pairs, batches.size(), System.nanoTime() - startNanos,
                    computeNanos, sum);
        }
    }
}
