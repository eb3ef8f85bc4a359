// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringrank.gateway.cli.CliContext;
import io.ringrank.gateway.cli.CommandFailedException;
import io.ringrank.loadtest.engine.CpuClock;
import io.ringrank.loadtest.engine.ModelOptions;
import io.ringrank.loadtest.load.Endpoint;
import io.ringrank.loadtest.load.Flood;
import io.ringrank.loadtest.load.HttpLoad;
import io.ringrank.loadtest.load.OwnServer;
import io.ringrank.loadtest.load.PairFeeder;
import io.ringrank.loadtest.load.Round;
import io.ringrank.loadtest.stats.Spread;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;

/**
 * What a whole server answers in time when it is asked for three times what it can do, and what it takes
 * when nobody asks.
 */
final class OverloadBench {

    /*
     * Both halves of a round measure the same machine within half a minute: first how many requests a second
     * it answers when a few wait all the time, then what of three times as many is answered in time.
     */

    private static final double TIMES = 3;
    private static final int WAITING = 4;
    private static final int CONNECTIONS_MAX = 1_000;
    private static final int WARM_UP_SECONDS = 6;
    private static final int IDLE_SECONDS = 10;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final long SEED = 20_261_125;

    private final CliContext context;
    private final OverloadOptions options;
    private final PairFeeder feeder;
    private long number;

    OverloadBench(CliContext context, OverloadOptions options) {
        this.context = context;
        this.options = options;
        this.feeder = new PairFeeder(SEED, options.documents, options.words);
    }

    void run() throws CommandFailedException, IOException, InterruptedException {
        Path model = options.model.file(ModelOptions.cache(context.environment()));
        context.progress().say("starting a server for the measurement");
        try (OwnServer own = OwnServer.start(context, "--deployments", "bench=" + model,
                "--cache-max-bytes", "0")) {
            double idle = idleShare(own);
            try (HttpLoad patient = new HttpLoad(own.address(), own.apiKey(), WAITING);
                    HttpLoad hasty = new HttpLoad(Endpoint.ofRingrank(own.address(), own.apiKey(),
                            Map.of("x-request-timeout-ms", String.valueOf(options.timeoutMs))),
                            CONNECTIONS_MAX)) {
                measure(patient, hasty, idle);
            }
        }
    }

    private void measure(HttpLoad patient, HttpLoad hasty, double idle)
            throws CommandFailedException {
        LongFunction<Buffer> bodies = _ -> Buffer.buffer(feeder.body(number++));
        patient.run(TimeUnit.SECONDS.toNanos(WARM_UP_SECONDS), bodies);
        double[] capacities = new double[options.rounds];
        double[] goodputs = new double[options.rounds];
        double[] lateShares = new double[options.rounds];
        for (int i = 0; i < options.rounds; i++) {
            Round round = patient.run((long) (options.seconds * NANOS_PER_SECOND), bodies);
            if (round.answered() == 0) {
                throw new CommandFailedException("no request was answered: " + round.problem());
            }
            Flood flood = hasty.flood(new Flood.Terms(TIMES * round.rate(), options.seconds,
                    options.timeoutMs, SEED + i), bodies);
            capacities[i] = round.rate() * options.documents;
            goodputs[i] = flood.inTimePerSecond() / round.rate();
            lateShares[i] = flood.lateShare();
            context.progress()
                    .say(String.format(Locale.ROOT, "round %d of %d: %.1f pairs/s, goodput %.3f,"
                            + " late %.3f of what was taken in", i + 1, options.rounds,
                            capacities[i], goodputs[i], lateShares[i]));
        }
        print(capacities, goodputs, lateShares, idle);
    }

    /** Processor time of the server and its engines over the time that passes, with nothing to do. */
    private static double idleShare(OwnServer own) throws InterruptedException {
        // What follows a start, compilers for example, has ended then.
        Thread.sleep(TimeUnit.SECONDS.toMillis(IDLE_SECONDS));
        CpuClock clock = CpuClock.start(own.pids());
        long from = System.nanoTime();
        Thread.sleep(TimeUnit.SECONDS.toMillis(IDLE_SECONDS));
        return (double) clock.nanos() / (System.nanoTime() - from);
    }

    private void print(double[] capacities, double[] goodputs, double[] lateShares, double idle) {
        double goodput = Spread.of(goodputs).median();
        double capacity = Spread.of(capacities).median();
        double late = Spread.of(lateShares).median();
        if (!options.json) {
            context.out()
                    .println(String.format(Locale.ROOT,
                            "goodput at three times the load %.3f of %.1f pairs/s, late %.3f;"
                                    + " idle %.4f of a core",
                            goodput, capacity, late, idle));
            return;
        }
        ObjectNode json = JsonNodeFactory.instance.objectNode()
                .put("goodput_http_3x", rounded(goodput))
                .put("capacity_pairs_per_second", rounded(capacity))
                .put("late_share", rounded(late))
                .put("idle_core_share", rounded(idle))
                .put("rounds", options.rounds)
                .put("seconds", options.seconds)
                .put("documents", options.documents)
                .put("words", options.words)
                .put("timeout_ms", options.timeoutMs);
        context.out().println(json);
    }

    private static double rounded(double value) {
        return Math.round(value * 10_000) / 10_000.0;
    }
}
