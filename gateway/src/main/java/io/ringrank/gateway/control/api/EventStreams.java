// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control.api;

import io.ringrank.gateway.error.ErrorResponder;
import io.ringrank.gateway.error.RequestError;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;

/**
 * Writes server-sent events (WHATWG HTML, section 9.2) as long as somebody listens. Event loop only; one
 * object serves all.
 */
final class EventStreams {

    /*
     * Each stream asks by itself what is new, twice a second: what is told comes from many places, some of
     * them on other threads, and nobody sees half a second. Each time it is asked as well whether the
     * listener still may listen.
     */

    static final int STREAMS_MAX = 64;

    private static final long ASK_MILLIS = 500;
    private static final long SILENT_ASKS_MAX = 20;

    private final ExecutorService virtualThreads;
    private final Predicate<RoutingContext> mayListen;
    private final Semaphore streams = new Semaphore(STREAMS_MAX);

    /** @param mayListen whether the credential of a request is still good for it */
    EventStreams(ExecutorService virtualThreads, Predicate<RoutingContext> mayListen) {
        this.virtualThreads = virtualThreads;
        this.mayListen = mayListen;
    }

    void serve(RoutingContext ctx, Reply.Live live) {
        if (!streams.tryAcquire()) {
            ErrorResponder.answer(ctx, new RequestError.TooMuchAtOnce());
            return;
        }
        ctx.addEndHandler(_ -> streams.release());
        ctx.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream")
                // Proxies that collect answers would tell everything too late.
                .putHeader("x-accel-buffering", "no")
                .setChunked(true);
        new Stream(ctx, live).ask();
    }

    /** One listener. */
    private final class Stream {

        private final RoutingContext ctx;
        private final HttpServerResponse response;
        private final Reply.Live live;
        private long silentAsks;

        Stream(RoutingContext ctx, Reply.Live live) {
            this.ctx = ctx;
            this.response = ctx.response();
            this.live = live;
        }

        void ask() {
            if (response.closed()) {
                return;
            }
            if (!mayListen.test(ctx)) {
                response.end();
                return;
            }
            if (response.writeQueueFull()) {
                // It reads slowly; until it has caught up there is no news for it, and no memory taken.
                later();
                return;
            }
            Future.fromCompletionStage(CompletableFuture.supplyAsync(live.news(), virtualThreads),
                    ctx.vertx().getOrCreateContext())
                    .onSuccess(this::tell)
                    .onFailure(failure -> {
                        if (!response.closed()) {
                            ctx.fail(failure);
                        }
                    });
        }

        private void tell(List<Reply.Event> news) {
            if (response.closed()) {
                return;
            }
            StringBuilder text = new StringBuilder();
            news.forEach(event -> text.append("event: ")
                    .append(event.name())
                    .append("\ndata: ")
                    .append(event.data())
                    .append("\n\n"));
            silentAsks = news.isEmpty() ? silentAsks + 1 : 0;
            if (silentAsks >= SILENT_ASKS_MAX) {
                silentAsks = 0;
                text.append(":\n\n");
            }
            if (live.once()) {
                response.end(text.toString());
                return;
            }
            if (!text.isEmpty()) {
                response.write(text.toString());
            }
            later();
        }

        private void later() {
            ctx.vertx().setTimer(ASK_MILLIS, _ -> ask());
        }
    }
}
