// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.load;

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
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import org.HdrHistogram.Histogram;

/**
 * Sends requests to one server, a constant number at a time: each answer makes room for the next
 * request. Any thread, one round at a time.
 *
 * <p>One event loop does it all, because the client must leave the machine to the server.
 */
public final class HttpLoad implements AutoCloseable {

    private static final int OK = 200;
    private static final int NOT_WHOLE = -1;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final int DIGITS = 3;

    private final Vertx vertx =
            Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setUseDaemonThread(true));
    private final HttpClient client;
    private final MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    private final Endpoint endpoint;
    private final int concurrency;
    private long sent;

    /** @param concurrency requests at a time, and connections */
    public HttpLoad(Endpoint endpoint, int concurrency) {
        URI url = endpoint.url();
        boolean secure = "https".equals(url.getScheme());
        int usualPort = secure ? 443 : 80;
        this.client = vertx.createHttpClient(new HttpClientOptions().setSsl(secure)
                .setDefaultHost(url.getHost())
                .setDefaultPort(url.getPort() < 0 ? usualPort : url.getPort()),
                new PoolOptions().setHttp1MaxSize(concurrency));
        this.endpoint = endpoint;
        this.concurrency = concurrency;
        headers.set("content-type", "application/json").addAll(endpoint.headers());
    }

    /** A load on Ringrank's own route. */
    public HttpLoad(URI server, String apiKey, int concurrency) {
        this(Endpoint.ofRingrank(server, apiKey, Map.of()), concurrency);
    }

    /**
     * Sends requests for some time and waits for their answers.
     *
     * @param bodies by number, counted from 0 on over all rounds
     */
    public Round run(long nanos, LongFunction<Buffer> bodies) {
        return run(nanos, Long.MAX_VALUE, bodies);
    }

    /** Sends so many requests and waits for their answers. */
    public Round runAll(long requests, LongFunction<Buffer> bodies) {
        return run(Long.MAX_VALUE, requests, bodies);
    }

    private Round run(long nanos, long requests, LongFunction<Buffer> bodies) {
        CompletableFuture<Round> round = new CompletableFuture<>();
        vertx.runOnContext(start -> new Running(nanos, requests, bodies, round).begin());
        return round.join();
    }

    /** Sends requests at random moments, and waits until the last one has ended. */
    public Flood flood(Flood.Terms terms, LongFunction<Buffer> bodies) {
        CompletableFuture<Flood> flood = new CompletableFuture<>();
        vertx.runOnContext(start -> new Flooding(terms, bodies, flood).next());
        return flood.join();
    }

    /** The status of an answer, or {@value #NOT_WHOLE} in place of 200 if it is none. */
    private Future<Integer> status(Buffer body) {
        return client.request(HttpMethod.POST, endpoint.url().getRawPath())
                .compose(request -> send(request, body))
                .compose(response -> response.body()
                        .map(answer -> status(response.statusCode(), answer)));
    }

    private int status(int status, Buffer answer) {
        return status == OK && !endpoint.whole().test(answer) ? NOT_WHOLE : status;
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
        private final long requests;
        private final LongFunction<Buffer> bodies;
        private final CompletableFuture<Round> result;
        private final Histogram micros = new Histogram(DIGITS);
        private long begun;
        private long answered;
        private long failed;
        private int inFlight;
        private String problem = "";

        Running(long lengthNanos, long requests, LongFunction<Buffer> bodies,
                CompletableFuture<Round> result) {
            this.lengthNanos = lengthNanos;
            this.requests = requests;
            this.bodies = bodies;
            this.result = result;
        }

        void begin() {
            inFlight = (int) Math.min(concurrency, requests);
            for (int i = 0; i < inFlight; i++) {
                next();
            }
        }

        private void next() {
            begun++;
            long sentNanos = System.nanoTime();
            status(bodies.apply(sent++)).onComplete(status -> count(status, sentNanos),
                    this::fail);
        }

        private void count(int status, long sentNanos) {
            if (status == OK) {
                answered++;
                micros.recordValue(TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - sentNanos));
                proceed();
            } else {
                fail(new IllegalStateException(status == NOT_WHOLE
                        ? "an answer lacked scores"
                        : "status " + status));
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
            if (nanos < lengthNanos && begun < requests) {
                next();
            } else if (--inFlight == 0) {
                result.complete(new Round(answered, failed, nanos, problem, micros));
            }
        }
    }

    /** One flood. Event loop only. */
    private final class Flooding {

        private static final double MICROS_PER_SECOND = 1e6;
        private static final double MILLIS_PER_SECOND = 1e3;

        private final Flood.Terms terms;
        private final LongFunction<Buffer> bodies;
        private final CompletableFuture<Flood> result;
        private final SplittableRandom random;
        private final long beginNanos = System.nanoTime();
        private final Histogram micros = new Histogram(DIGITS);
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
            if (counts && status == OK) {
                micros.recordValue((long) (seconds * MICROS_PER_SECOND));
            }
            boolean early = seconds * MILLIS_PER_SECOND <= terms.timeoutMs();
            if (counts && status == OK && early) {
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
                result.complete(new Flood(inTime, late, refused, terms.seconds(), micros));
            }
        }
    }
}
