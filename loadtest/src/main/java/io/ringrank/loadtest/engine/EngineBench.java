// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.engine;

import io.ringrank.backend.llamacpp.natives.NativeWish;
import io.ringrank.gateway.cli.CliContext;
import io.ringrank.gateway.cli.CommandFailedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Measures engines behind their link against a bare loop, and one library against the other. */
public final class EngineBench {

    /** Most sequences of a batch, in every build of llama.cpp that is known. */
    static final int PAIRS_PER_BATCH_MAX = 256;

    /** The same library scores the same batch the same; this is for the order of the sum. */
    private static final double SAME_LIBRARY_DIFFERENCE_MAX = 1e-4;

    /** What two builds may make of a quantised model, in the mean over a few pairs. */
    private static final double LIBRARIES_DIFFERENCE_MAX = 0.05;

    private final CliContext context;
    private final EngineBenchOptions options;
    private final int tokensPerBatch;

    /** @param tokensPerBatch at least as many as the longest pair has */
    public EngineBench(CliContext context, EngineBenchOptions options, int tokensPerBatch) {
        options.check();
        if (tokensPerBatch < Workload.TOKENS_MAX) {
            throw options.wrong("--tokens-per-batch must be " + Workload.TOKENS_MAX
                    + " or more, the longest pair of the mixed load, not " + tokensPerBatch);
        }
        this.context = context;
        this.options = options;
        this.tokensPerBatch = tokensPerBatch;
    }

    public void run() throws CommandFailedException, IOException {
        Path cache = ModelOptions.cache(context.environment());
        BenchedModel model = options.model(cache);
        BenchedLibraries libraries =
                new BenchedLibraries(cache, context.home(), context.progress()::say);
        BenchSetup setup = new BenchSetup(model.file(), options.lanesOrCores(),
                tokensPerBatch, libraries.find(options.natives()));
        context.progress()
                .say("starting engines and bare loops of " + setup.lanes() + " lanes with "
                        + model.file());
        List<Match> matches = new ArrayList<>();
        String build;
        try (EngineSide engines = EngineSide.start(setup); BareSide bare = BareSide.start(setup)) {
            build = bare.build();
            for (Workload workload : Workload.values()) {
                matches.add(new Match(engines, bare, plan(model, workload),
                        SAME_LIBRARY_DIFFERENCE_MAX));
            }
            play(matches);
        }
        Natives natives = compareNatives(model, setup, libraries);
        EngineReport report =
                new EngineReport(options, model, setup, build, matches, natives);
        context.out().println(options.json ? report.json() : report.table());
    }

    /** The newer library over the one in the jllama jar, each in bare loops. */
    private Natives compareNatives(BenchedModel model, BenchSetup setup,
            BenchedLibraries libraries)
            throws CommandFailedException, IOException {
        BenchedLibrary jllama = libraries.find(new NativeWish.Jllama());
        if (setup.natives().equals(jllama)) {
            return new Natives.NotCompared("no other library than jllama's is there");
        }
        context.progress().say("starting bare loops of both libraries");
        try (BareSide newer = BareSide.start(setup);
                BareSide older = BareSide.start(setup.with(jllama))) {
            Match match = new Match(newer, older, plan(model, Workload.UNIFORM),
                    LIBRARIES_DIFFERENCE_MAX);
            play(List.of(match));
            return new Natives.Compared(match, newer.build(), older.build());
        }
    }

    private BatchPlan plan(BenchedModel model, Workload workload) {
        return new BatchPlan(workload, options.seed, 0, tokensPerBatch, PAIRS_PER_BATCH_MAX,
                model.vocabularyTokens());
    }

    private void play(List<Match> matches) throws CommandFailedException {
        context.progress().say("warming up");
        for (Match match : matches) {
            match.calibrate(options.seconds);
        }
        for (int round = 0; round < options.rounds; round++) {
            for (Match match : matches) {
                context.progress()
                        .say("round " + (round + 1) + " of " + options.rounds + ": "
                                + match.round());
            }
        }
    }
}
