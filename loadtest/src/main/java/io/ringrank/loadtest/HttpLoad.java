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
        boolean secure = "https".equals(server.getScheme());
        int usualPort = secure ? 443 : 80;
        this.client = vertx.createHttpClient(new HttpClientOptions().setSsl(secure)
                .setDefaultHost(server.getHost())
                .setDefaultPort(server.getPort() < 0 ? usualPort : server.getPort()),
                new PoolOptions().setHttp1MaxSize(concurrency));
        this.path = server.resolve("/v1/rerank").getRawPath();
        this.concurrency = concurrency;
        headers.set("content-type", "application/json").set("authorization", "Bearer " + apiKey);
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
}
