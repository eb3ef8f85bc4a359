// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import java.net.URI;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongFunction;

/**
 * Sends requests to one server, a constant number at a time: each answer makes room for the next
 * request. Any thread, one round at a time.
 *
 * <p>One event loop does it all, because the client must leave the machine to the server.
 */
final class HttpLoad implements AutoCloseable {

    private final Vertx vertx =
            Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setUseDaemonThread(true));
    private final HttpClient client;
    private final MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    private final String path;
    private final int concurrency;
    private long sent;

    HttpLoad(URI server, String apiKey, int concurrency) {
        this(server, apiKey, concurrency, Map.of());
    }

    /** @param moreHeaders of every request */
    HttpLoad(URI server, String apiKey, int concurrency, Map<String, String> moreHeaders) {
        boolean secure = "https".equals(server.getScheme());
        int usualPort = secure ? 443 : 80;
        this.client = vertx.createHttpClient(new HttpClientOptions().setSsl(secure)
                .setDefaultHost(server.getHost())
                .setDefaultPort(server.getPort() < 0 ? usualPort : server.getPort()),
                new PoolOptions().setHttp1MaxSize(concurrency));
        this.path = server.resolve("/v1/rerank").getRawPath();
        this.concurrency = concurrency;
        headers.set("content-type", "application/json").set("authorization", "Bearer " + apiKey);
        headers.addAll(moreHeaders);
    }

    /**
     * Sends requests for some time and waits for their answers.
     *
     * @param bodies by number, counted from 0 on over all rounds
     */
    Round run(long nanos, LongFunction<Buffer> bodies) {
        CompletableFuture<Round> round = new CompletableFuture<>();
        vertx.runOnContext(start -> new Running(nanos, bodies, round).begin());
        return round.join();
    }

    /** Sends requests at random moments, and waits until the last one has ended. */
    Flood flood(Flood.Terms terms, LongFunction<Buffer> bodies) {
        CompletableFuture<Flood> flood = new CompletableFuture<>();
        vertx.runOnContext(start -> new Flooding(terms, bodies, flood).next());
        return flood.join();
    }

    private Future<Integer> status(Buffer body) {
        return client.request(HttpMethod.POST, path)
                .compose(request -> send(request, body))
                .compose(response -> response.body().map(answer -> response.statusCode()));
    }

    private Future<io.vertx.core.http.HttpClientResponse> send(HttpClientRequest request,
            Buffer body) {
        request.headers().setAll(headers);
        return request.send(body);
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    /** One round. Event loop only. */
    private final class Running {

        private final long beginNanos = System.nanoTime();
        private final long lengthNanos;
        private final LongFunction<Buffer> bodies;
        private final CompletableFuture<Round> result;
        private long answered;
        private long failed;
        private int inFlight;
        private String problem = "";

        Running(long lengthNanos, LongFunction<Buffer> bodies, CompletableFuture<Round> result) {
            this.lengthNanos = lengthNanos;
            this.bodies = bodies;
            this.result = result;
        }

        void begin() {
            inFlight = concurrency;
            for (int i = 0; i < concurrency; i++) {
                next();
            }
        }

        private void next() {
            status(bodies.apply(sent++)).onComplete(this::count, this::fail);
        }

        private void count(int status) {
            if (status == 200) {
                answered++;
                proceed();
            } else {
                fail(new IllegalStateException("status " + status));
            }
        }

        private void fail(Throwable reason) {
            failed++;
            if (problem.isEmpty()) {
                problem = String.valueOf(reason.getMessage());
            }
            proceed();
        }

        private void proceed() {
            long nanos = System.nanoTime() - beginNanos;
            if (nanos < lengthNanos) {
                next();
            } else if (--inFlight == 0) {
                result.complete(new Round(answered, failed, nanos, problem));
            }
        }
    }

    /** One flood. Event loop only. */
    private final class Flooding {

        private static final double NANOS_PER_SECOND = 1e9;
        private static final double MILLIS_PER_SECOND = 1e3;

        private final Flood.Terms terms;
        private final LongFunction<Buffer> bodies;
        private final CompletableFuture<Flood> result;
        private final SplittableRandom random;
        private final long beginNanos = System.nanoTime();
        private double dueSeconds;
        private long inTime;
        private long late;
        private long refused;
        private int open;
        private boolean over;

        Flooding(Flood.Terms terms, LongFunction<Buffer> bodies,
                CompletableFuture<Flood> result) {
            this.terms = terms;
            this.bodies = bodies;
            this.result = result;
            this.random = new SplittableRandom(terms.seed());
        }

        void next() {
            dueSeconds += -Math.log(1 - random.nextDouble()) / terms.requestsPerSecond();
            if (dueSeconds > terms.warmUpSeconds() + terms.seconds()) {
                over = true;
                endIfDone();
                return;
            }
            double due = dueSeconds;
            long millis = Math.round((due - now()) * MILLIS_PER_SECOND);
            vertx.setTimer(Math.max(1, millis), _ -> {
                open++;
                status(bodies.apply(sent++)).onComplete(
                        status -> onStatus(status, now() - due),
                        failure -> result.completeExceptionally(failure));
                next();
            });
        }

        /** @param seconds since it was due: what it waited for others before it counts */
        private void onStatus(int status, double seconds) {
            boolean counts = now() > terms.warmUpSeconds()
                    && now() <= terms.warmUpSeconds() + terms.seconds();
            boolean early = seconds * MILLIS_PER_SECOND <= terms.timeoutMs();
            if (counts && status == 200 && early) {
                inTime++;
            } else if (counts && status == 429) {
                refused++;
            } else if (counts) {
                late++;
            }
            open--;
            endIfDone();
        }

        private double now() {
            return (System.nanoTime() - beginNanos) / NANOS_PER_SECOND;
        }

        private void endIfDone() {
            if (over && open == 0) {
                result.complete(new Flood(inTime, late, refused, terms.seconds()));
            }
        }
    }
}
