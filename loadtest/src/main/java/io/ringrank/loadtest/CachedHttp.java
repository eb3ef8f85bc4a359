// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest;

import io.ringrank.gateway.cli.CommandFailedException;
import io.ringrank.loadtest.load.HttpLoad;
import io.ringrank.loadtest.load.PairFeeder;
import io.ringrank.loadtest.load.Round;
import io.ringrank.loadtest.stats.Spread;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;

/**
 * What the server costs when every score is known: requests of 25 documents a second, over those of a
 * handler that only parses the same bodies and writes the same answer, in rounds that take turns. Both
 * sides share the machine with the one event loop that asks, so where that is the limit, both look alike.
 */
final class CachedHttp {

    private static final int DOCUMENTS = 25;
    private static final int BODIES = 16;
    private static final int WARM_UP_ROUNDS = 6;

    private final HttpBenchOptions options;
    private final String[] bodies = new String[BODIES];

    /**
     * What came of it.
     *
     * @param server requests per second, median
     * @param bare requests per second, median
     * @param ratio of both, round by round
     */
    record Figures(double server, double bare, Spread ratio) {}

    CachedHttp(HttpBenchOptions options) {
        this.options = options;
        PairFeeder feeder = new PairFeeder(options.seed, DOCUMENTS, options.words);
        for (int i = 0; i < BODIES; i++) {
            bodies[i] = feeder.body(-1000 - i);
        }
    }

    Figures run(URI server, String apiKey) throws CommandFailedException, IOException {
        String answer = "";
        for (String body : bodies) {
            answer = ask(server, apiKey, body);
        }
        try (BareServer bare = BareServer.start(answer);
                HttpLoad asksServer = new HttpLoad(server, apiKey, options.concurrency);
                HttpLoad asksBare = new HttpLoad(bare.address(), apiKey, options.concurrency)) {
            for (int i = 0; i < WARM_UP_ROUNDS; i++) {
                rate(asksServer);
                rate(asksBare);
            }
            double[] ours = new double[options.rounds];
            double[] theirs = new double[options.rounds];
            for (int i = 0; i < options.rounds; i++) {
                ours[i] = rate(asksServer);
                theirs[i] = rate(asksBare);
            }
            return new Figures(Spread.of(ours).median(), Spread.of(theirs).median(),
                    Spread.ofRatios(ours, theirs));
        }
    }

    private double rate(HttpLoad load) throws CommandFailedException {
        Buffer[] buffers = new Buffer[BODIES];
        for (int i = 0; i < BODIES; i++) {
            buffers[i] = Buffer.buffer(bodies[i]);
        }
        LongFunction<Buffer> next = number -> buffers[(int) (number % BODIES)];
        Round round = load.run(TimeUnit.MILLISECONDS.toNanos(options.roundMs), next);
        if (round.answered() == 0 || round.failed() > 0) {
            throw new CommandFailedException("a cached request failed: " + round.problem());
        }
        return round.rate();
    }

    /** So that its pairs are known from now on. */
    private static String ask(URI server, String apiKey, String body)
            throws CommandFailedException, IOException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> response = client.send(
                    HttpRequest.newBuilder(server.resolve("/v1/rerank"))
                            .header("Authorization", "Bearer " + apiKey)
                            .POST(BodyPublishers.ofString(body))
                            .build(),
                    BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new CommandFailedException("the server answered " + response.body());
            }
            return response.body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailedException("it was interrupted");
        }
    }
}
