// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.access;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Begins the trace of each request, names it, and writes one line to the logger {@code access} when
 * it has ended, and one to {@code slow} if that took long. Event loop only.
 */
public final class AccessLog {

    private static final String REQUEST_ID = "x-request-id";

    /** What a client may choose as the id of its request; anything else could forge log lines. */
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._:/+=-]{1,128}");

    private static final Logger ACCESS = LoggerFactory.getLogger("access");
    private static final Logger SLOW = LoggerFactory.getLogger("slow");

    private final long slowNanos;
    private final RequestSpans spans;

    /** @param slowMillis from then on a request is slow; 0 if none is */
    public AccessLog(int slowMillis, RequestSpans spans) {
        this.slowNanos =
                slowMillis == 0 ? Long.MAX_VALUE : TimeUnit.MILLISECONDS.toNanos(slowMillis);
        this.spans = spans;
    }

    /** Lines only: no request is slow, and none has a span. */
    public static AccessLog ofLines() {
        return new AccessLog(0, RequestSpans.none());
    }

    /** The first handler of every route. */
    public void begin(RoutingContext ctx) {
        RequestTrace trace = new RequestTrace(id(ctx.request().getHeader(REQUEST_ID)),
                System.nanoTime());
        trace.attachTo(ctx);
        ctx.response().putHeader(REQUEST_ID, trace.id);
        ctx.addEndHandler(ended -> note(EndedRequest.of(ctx, trace, ended.succeeded()), ctx));
        ctx.next();
    }

    /** Writes the line of a request that no route could see; after its answer. */
    public static void rejected(HttpServerRequest request) {
        if (ACCESS.isInfoEnabled()) {
            ACCESS.atInfo()
                    .addKeyValue("id", "-")
                    .log("{} {} {}", EndedRequest.plain(request.method().name()),
                            EndedRequest.plain(request.path()),
                            request.response().getStatusCode());
        }
    }

    private static String id(@Nullable String wanted) {
        if (wanted != null && ID.matcher(wanted).matches()) {
            return wanted;
        }
        return UUID.randomUUID().toString();
    }

    private void note(EndedRequest ended, RoutingContext ctx) {
        String traceId = spans.record(ended, ctx.request().headers()).orElse(null);
        if (ACCESS.isInfoEnabled()) {
            ended.write(ACCESS.atInfo(), traceId);
        }
        if (ended.tookNanos() >= slowNanos) {
            ended.write(SLOW.atWarn(), traceId);
        }
    }
}
