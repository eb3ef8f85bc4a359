// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringrank.gateway.cli.CliContext;
import io.ringrank.gateway.cli.CommandFailedException;
import io.ringrank.loadtest.load.HttpLoad;
import io.ringrank.loadtest.load.OwnServer;
import io.ringrank.loadtest.load.PairFeeder;
import io.ringrank.loadtest.load.Round;
import io.ringrank.loadtest.stats.Spread;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.URI;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Measures requests per second, cold and cached. */
final class HttpBench {

    /*
     * A round of one kind follows a round of the other, so that a machine that slows down or is
     * busy for a while does it to both. The cached rounds repeat a fixed set of requests that the
     * warm-up has sent before; its numbers are negative, those of cold requests count up from 0 and
     * never repeat.
     */

    private static final int CACHED_REQUESTS = 64;
    private static final int WARM_UP_ROUNDS = 8;

    private final CliContext context;
    private final HttpBenchOptions options;
    private final PairFeeder feeder;
    private final Buffer[] cached;
    private long failed;

    HttpBench(CliContext context, HttpBenchOptions options) {
        options.check();
        this.context = context;
        this.options = options;
        this.feeder = new PairFeeder(options.seed, options.documents, options.words);
        this.cached = LongStream.rangeClosed(1, CACHED_REQUESTS)
                .mapToObj(number -> Buffer.buffer(feeder.body(-number)))
                .toArray(Buffer[]::new);
    }

    void run() throws CommandFailedException, IOException {
        URI named = options.server(context.environment());
        if (named != null) {
            measure(named, HttpBenchOptions.apiKey(context.environment()), false);
            return;
        }
        context.progress().say("starting a server for the measurement");
        try (OwnServer own = OwnServer.start(context)) {
            measure(own.address(), own.apiKey(), true);
        }
    }

    /** @param overBare whether the machine is this one, so that a bare handler here says something */
    private void measure(URI server, String apiKey, boolean overBare)
            throws CommandFailedException, IOException {
        LongFunction<Buffer> cold = number -> Buffer.buffer(feeder.body(number));
        LongFunction<Buffer> warm = number -> cached[(int) (number % cached.length)];
        double[] coldRates = new double[options.rounds];
        double[] cachedRates = new double[options.rounds];
        try (HttpLoad load = new HttpLoad(server, apiKey, options.concurrency)) {
            context.progress().say("warming up");
            for (int i = 0; i < WARM_UP_ROUNDS; i++) {
                rate(load, cold);
                rate(load, warm);
            }
            failed = 0;
            for (int i = 0; i < options.rounds; i++) {
                coldRates[i] = rate(load, cold);
                cachedRates[i] = rate(load, warm);
                context.progress()
                        .say(String.format(Locale.ROOT,
                                "round %d of %d: %.1f requests/s cold, %.1f cached", i + 1,
                                options.rounds,
                                coldRates[i], cachedRates[i]));
            }
        }
        CachedHttp.Figures figures = null;
        if (overBare) {
            context.progress().say("comparing with a bare handler");
            figures = new CachedHttp(options).run(server, apiKey);
        }
        print(Spread.of(coldRates).median(), Spread.of(cachedRates).median(), figures);
    }

    private double rate(HttpLoad load, LongFunction<Buffer> bodies) throws CommandFailedException {
        Round round = load.run(TimeUnit.MILLISECONDS.toNanos(options.roundMs), bodies);
        if (round.answered() == 0) {
            throw new CommandFailedException("no request was answered: " + round.problem());
        }
        failed += round.failed();
        return round.rate();
    }

    private void print(double coldRate, double cachedRate,
            CachedHttp.@Nullable Figures figures) {
        if (options.json) {
            ObjectNode json = json(coldRate, cachedRate);
            if (figures != null) {
                json.put("cached_http_ratio", rounded(figures.ratio().median()))
                        .put("cached_http_ratio_quartile1", rounded(figures.ratio().quartile1()))
                        .put("cached_http_ratio_quartile3", rounded(figures.ratio().quartile3()))
                        .put("requests_per_second_cached_25", rounded(figures.server()))
                        .put("requests_per_second_bare_25", rounded(figures.bare()));
            }
            context.out().println(json);
            return;
        }
        if (figures != null) {
            context.out()
                    .println(String.format(Locale.ROOT,
                            "25 documents, all cached: %.1f requests/s, %.2f of a bare handler's %.1f",
                            figures.server(), figures.ratio().median(), figures.bare()));
        }
        context.out()
                .println(String.format(Locale.ROOT,
                        "%.1f requests/s cold (%.1f pairs/s), %.1f cached, ratio %.1f, %d failed",
                        coldRate, coldRate * options.documents, cachedRate, cachedRate / coldRate,
                        failed));
    }

    private ObjectNode json(double coldRate, double cachedRate) {
        return JsonNodeFactory.instance.objectNode()
                .put("requests_per_second_cold", rounded(coldRate))
                .put("requests_per_second_cached", rounded(cachedRate))
                .put("cached_ratio", rounded(cachedRate / coldRate))
                .put("pairs_per_second_cold", rounded(coldRate * options.documents))
                .put("failed_requests", failed)
                .put("concurrency", options.concurrency)
                .put("documents", options.documents)
                .put("words", options.words)
                .put("rounds", options.rounds)
                .put("round_ms", options.roundMs)
                .put("seed", options.seed);
    }

    private static double rounded(double value) {
        return Math.round(value * 100) / 100.0;
    }
}
