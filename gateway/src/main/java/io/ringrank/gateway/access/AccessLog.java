// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.access;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Begins the trace of each request, names it, and writes one line to the logger {@code access} when
 * it has ended. Event loop only.
 */
public final class AccessLog {

    /** As nginx has it: the client went away before there was an answer. */
    private static final int CLIENT_CLOSED_REQUEST = 499;

    private static final String REQUEST_ID = "x-request-id";
    private static final int PATH_CHARS_MAX = 200;
    private static final double NANOS_PER_MILLI = 1e6;

    /** What a client may choose as the id of its request; anything else could forge log lines. */
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._:/+=-]{1,128}");

    private static final Pattern NOT_PLAIN = Pattern.compile("[^\\x21-\\x7e]");
    private static final Logger ACCESS = LoggerFactory.getLogger("access");

    /** The first handler of every route. */
    public void begin(RoutingContext ctx) {
        RequestTrace trace = new RequestTrace(id(ctx.request().getHeader(REQUEST_ID)),
                System.nanoTime());
        trace.attachTo(ctx);
        ctx.response().putHeader(REQUEST_ID, trace.id);
        ctx.addEndHandler(ended -> write(ctx, trace, ended.succeeded()));
        ctx.next();
    }

    /** Writes the line of a request that no route could see; after its answer. */
    public static void rejected(HttpServerRequest request) {
        if (ACCESS.isInfoEnabled()) {
            ACCESS.info("{} {} {} id=-", plain(request.method().name()), plain(request.path()),
                    request.response().getStatusCode());
        }
    }

    private static String id(@Nullable String wanted) {
        if (wanted != null && ID.matcher(wanted).matches()) {
            return wanted;
        }
        return UUID.randomUUID().toString();
    }

    private static void write(RoutingContext ctx, RequestTrace trace, boolean answered) {
        if (ACCESS.isInfoEnabled()) {
            int status = answered ? ctx.response().getStatusCode() : CLIENT_CLOSED_REQUEST;
            ACCESS.info(line(ctx, trace, status));
        }
    }

    private static String line(RoutingContext ctx, RequestTrace trace, int status) {
        StringBuilder line = new StringBuilder(200).append(ctx.request().method().name())
                .append(' ')
                .append(plain(ctx.request().path()))
                .append(' ')
                .append(status)
                .append(" ms=")
                .append(millis(System.nanoTime() - trace.startNanos))
                .append(" id=")
                .append(trace.id);
        if (trace.callerId != null) {
            line.append(" key=").append(trace.callerId);
        }
        if (trace.isSplit()) {
            line.append(" queries=").append(trace.queries);
        }
        if (trace.deployment != null) {
            line.append(" deployment=")
                    .append(trace.deployment)
                    .append(" pairs=")
                    .append(trace.pairs)
                    .append(" cached=")
                    .append(trace.work.cachedPairs())
                    .append(" queue_ms=")
                    .append(millis(trace.times.queueNanos()))
                    .append(" wait_ms=")
                    .append(millis(trace.times.waitNanos()))
                    .append(" score_ms=")
                    .append(millis(trace.times.scoreNanos()));
        }
        return line.toString();
    }

    private static String plain(@Nullable String path) {
        if (path == null) {
            return "-";
        }
        String cut = path.length() <= PATH_CHARS_MAX ? path : path.substring(0, PATH_CHARS_MAX);
        return NOT_PLAIN.matcher(cut).replaceAll("?");
    }

    private static String millis(long nanos) {
        return String.format(Locale.ROOT, "%.1f", nanos / NANOS_PER_MILLI);
    }
}
