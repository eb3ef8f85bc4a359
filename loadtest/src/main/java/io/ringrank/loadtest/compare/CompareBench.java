// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.compare;

import io.ringrank.backend.llamacpp.gguf.TensorType;
import io.ringrank.gateway.app.ServerStartException;
import io.ringrank.gateway.cli.CliContext;
import io.ringrank.gateway.cli.CommandFailedException;
import io.ringrank.gateway.cli.ConfigFlags;
import io.ringrank.gateway.config.RingrankConfig;
import io.ringrank.loadtest.engine.EngineLoop;
import io.ringrank.loadtest.engine.ModelOptions;
import io.ringrank.loadtest.engine.Workload;
import io.ringrank.loadtest.load.OwnServer;
import io.ringrank.loadtest.model.ModelShape;
import io.ringrank.loadtest.model.SyntheticModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Measures Ringrank beside other servers of the same model. */
public final class CompareBench {
    /*
     * Peers are compared one after the other, each with a server of ours that was started for it: beside
     * peer-jllama it computes with jllama's llama.cpp, so that the ratio is one of scheduling, beside others
     * with the best that is here. All that is not measured waits, and takes nothing then.
     */

    private static final String JLLAMA = "jllama";

    private final CliContext context;
    private final CompareOptions options;

    public CompareBench(CliContext context, CompareOptions options) {
        options.check();
        this.context = context;
        this.options = options;
    }

    public void run() throws CommandFailedException, IOException, ServerStartException,
            InterruptedException {
        List<Peer.Running> running = running();
        Path file = options.model != null
                ? options.model.toAbsolutePath()
                : SyntheticModel.in(ModelOptions.cache(context.environment()),
                        ModelShape.MMINILM_L6, TensorType.Q8_0);
        List<DuelResult> results = new ArrayList<>();
        results.add(compare(new Peer.Jllama(file), file, JLLAMA));
        if (options.llamaServer != null) {
            results.add(compare(
                    new Peer.LlamaServer(options.llamaServer.toAbsolutePath(), file), file,
                    options.natives));
        }
        for (Peer.Running peer : running) {
            results.add(compare(peer, file, options.natives));
        }
        CompareReport report =
                new CompareReport(options, String.valueOf(file.getFileName()), results);
        Files.writeString(options.html, new HtmlReport(report, results).page());
        (options.json ? context.err() : context.out()).println(report.table());
        context.progress().say("plots: " + options.html.toAbsolutePath());
        if (options.json) {
            context.out().println(report.json());
        }
    }

    private List<Peer.Running> running() {
        String apiKey = context.environment().getOrDefault("RINGRANK_API_KEY", "");
        try {
            return options.targets.stream()
                    .map(text -> new Peer.Running(Target.parse(text, apiKey)))
                    .toList();
        } catch (IllegalArgumentException e) {
            throw options.wrong(String.valueOf(e.getMessage()));
        }
    }

    private DuelResult compare(Peer peer, Path file, String natives) throws CommandFailedException,
            IOException, ServerStartException, InterruptedException {
        context.progress().say("starting a server beside " + peer.name());
        Opponent.Load load = new Opponent.Load(Duel.CONCURRENCY, options.documents(),
                options.seconds(), options.seed(), options.tries);
        try (OwnServer own = OwnServer.start(context, "--deployments", "bench=" + file, "--natives",
                natives);
                Opponent opponent = new Opponent(peer, load, context.progress())) {
            Side ours = new Side(new Target("ringrank", Dialect.RINGRANK, own.address(),
                    own.apiKey(), ""));
            DuelResult result = new Duel(options, context.progress(), ours, opponent,
                    () -> engines(file, natives)).run();
            if (!result.scoresAgree()) {
                context.progress()
                        .say(peer.name() + " scores the same pairs differently, by "
                                + result.scoreDifferenceMax()
                                + ": other tokens, another file, or another rounding");
            }
            return result;
        }
    }

    private EngineLoop engines(Path file, String natives)
            throws IOException, CommandFailedException, InterruptedException {
        RingrankConfig config =
                new ConfigFlags().load(context, Map.of("engine.natives", natives));
        try {
            return EngineLoop.start(context, config, file, Workload.UNIFORM, options.seconds());
        } catch (ServerStartException e) {
            throw new CommandFailedException(String.valueOf(e.getMessage()));
        }
    }
}
