// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.engine;

import io.ringrank.backend.llamacpp.natives.EnginePlan;
import io.ringrank.gateway.app.LocalNatives;
import io.ringrank.gateway.app.ServerStartException;
import io.ringrank.gateway.cli.CliContext;
import io.ringrank.gateway.cli.CommandFailedException;
import io.ringrank.gateway.config.RingrankConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Measures engines behind their link against a bare loop, and one library against the other. */
public final class EngineBench {

    /** Most sequences of a batch, in every build of llama.cpp that is known. */
    static final int PAIRS_PER_BATCH_MAX = 256;

    /** The same library scores the same batch the same; this is for the order of the sum. */
    private static final double SAME_LIBRARY_DIFFERENCE_MAX = 1e-4;

    /** What two builds may make of a quantised model, in the mean over a few pairs. */
    private static final double LIBRARIES_DIFFERENCE_MAX = 0.1;

    /** Below it other programs took so much that the clock says little. */
    private static final double CPU_SHARE_MIN = 0.9;

    private final CliContext context;
    private final EngineBenchOptions options;
    private final RingrankConfig config;
    private final int tokensPerBatch;

    /** @param tokensPerBatch how full batches are packed; 0 for what the settings say */
    public EngineBench(CliContext context, EngineBenchOptions options, int tokensPerBatch) {
        options.check();
        if (tokensPerBatch < 0) {
            throw options.wrong("--tokens-per-batch must be 0 or more, not " + tokensPerBatch);
        }
        this.context = context;
        this.options = options;
        this.config = options.config(context);
        this.tokensPerBatch =
                tokensPerBatch == 0 ? config.engine().tokensPerBatch() : tokensPerBatch;
    }

    public void run() throws CommandFailedException, IOException, ServerStartException,
            InterruptedException {
        BenchedModel model = options.model(ModelOptions.cache(context.environment()));
        LocalNatives natives = LocalNatives.of(config, context.home());
        int contextTokens =
                tokensPerBatch == 0 ? 0 : Math.max(tokensPerBatch, Workload.TOKENS_MAX);
        Libraries libraries = new Libraries(config.engine(), natives, contextTokens);
        BenchSetup setup =
                new BenchSetup(model, libraries.chosen(context.progress()), natives);
        List<Match> matches = new ArrayList<>();
        String build;
        say("starting engines and bare loops of " + setup.lanes() + " lanes with "
                + model.file().path());
        try (EngineSide engines = EngineSide.start(setup); BareSide bare = BareSide.start(setup)) {
            build = bare.build();
            play(engines, bare, setup, SAME_LIBRARY_DIFFERENCE_MAX, matches);
        }
        LibraryComparison comparison = compareLibraries(libraries, setup);
        EngineReport report =
                new EngineReport(options, setup, budget(setup), build, matches, comparison);
        context.out().println(options.json ? report.json() : report.table());
    }

    private LibraryComparison compareLibraries(Libraries libraries, BenchSetup setup)
            throws IOException, InterruptedException {
        List<Match> matches = new ArrayList<>();
        try {
            EnginePlan newer = libraries.newer();
            EnginePlan older = libraries.jllama();
            say("starting bare loops of both libraries");
            try (BareSide side = BareSide.start(setup.with(newer));
                    BareSide yardstick = BareSide.start(setup.with(older))) {
                play(side, yardstick, setup.with(newer), LIBRARIES_DIFFERENCE_MAX, matches);
                return new LibraryComparison.Compared(matches, side.build(), yardstick.build());
            }
        } catch (CommandFailedException e) {
            say("libraries are not compared: " + e.getMessage());
            return new LibraryComparison.NotCompared(String.valueOf(e.getMessage()));
        }
    }

    private int budget(BenchSetup setup) {
        return tokensPerBatch == 0 ? setup.plan().compute().tokensPerBatch() : tokensPerBatch;
    }

    /** Plays all rounds of all loads and adds what they gave. */
    private void play(Side side, Side yardstick, BenchSetup setup, double scoreDifferenceMax,
            List<Match> matches) throws CommandFailedException {
        for (Workload workload : Workload.values()) {
            matches.add(new Match(side, yardstick,
                    new BatchPlan(workload, options.seed, 0, budget(setup), PAIRS_PER_BATCH_MAX,
                            setup.model().vocabularyTokens()),
                    scoreDifferenceMax));
        }
        say("warming up");
        for (Match match : matches) {
            match.calibrate(options.seconds);
        }
        for (int round = 1; round <= options.rounds; round++) {
            for (Match match : matches) {
                say("round " + round + " of " + options.rounds + ": " + match.round());
            }
        }
        boolean busy = matches.stream()
                .map(match -> match.ofYardstick(RoundResult::cpuShare).median())
                .anyMatch(share -> share > 0 && share < CPU_SHARE_MIN);
        if (busy && setup.plan().compute().isOnProcessor()) {
            say("other programs kept the processor busy; ratios of processor time (cpu_ratio) tell"
                    + " more than those of the clock");
        }
    }

    private void say(String line) {
        context.progress().say(line);
    }
}
