// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.access;

import io.vertx.ext.web.RoutingContext;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * A request that was answered, or whose client went away. Neither texts nor secrets are in it.
 *
 * @param path without its query, cut, and with nothing that could forge a line
 * @param status of the answer
 */
record EndedRequest(String method, String path, int status, RequestTrace trace, long tookNanos) {

    /** As nginx has it: the client went away before there was an answer. */
    private static final int CLIENT_CLOSED_REQUEST = 499;

    private static final int PATH_CHARS_MAX = 200;
    private static final long NANOS_PER_TENTH_MILLI = 100_000;
    private static final double TENTHS = 10;
    private static final Pattern NOT_PLAIN = Pattern.compile("[^\\x21-\\x7e]");

    static EndedRequest of(RoutingContext ctx, RequestTrace trace, boolean answered) {
        return new EndedRequest(ctx.request().method().name(), plain(ctx.request().path()),
                answered ? ctx.response().getStatusCode() : CLIENT_CLOSED_REQUEST, trace,
                System.nanoTime() - trace.startNanos);
    }

    /** @param traceId of the span that was recorded; null if none was */
    void write(LoggingEventBuilder event, @Nullable String traceId) {
        LoggingEventBuilder line =
                event.addKeyValue("ms", millis(tookNanos)).addKeyValue("id", trace.id);
        if (traceId != null) {
            line = line.addKeyValue("trace", traceId);
        }
        if (trace.callerId != null) {
            line = line.addKeyValue("key", trace.callerId);
        }
        if (trace.isSplit()) {
            line = line.addKeyValue("queries", trace.queries);
        }
        if (trace.deployment != null) {
            line = line.addKeyValue("deployment", trace.deployment)
                    .addKeyValue("pairs", trace.pairs)
                    .addKeyValue("cached", trace.work.cachedPairs())
                    .addKeyValue("tokens", trace.work.tokens())
                    .addKeyValue("queue_ms", millis(trace.times.queueNanos()))
                    .addKeyValue("wait_ms", millis(trace.times.waitNanos()))
                    .addKeyValue("score_ms", millis(trace.times.scoreNanos()));
        }
        line.log("{} {} {}", method, path, status);
    }

    static String plain(@Nullable String path) {
        if (path == null) {
            return "-";
        }
        String cut = path.length() <= PATH_CHARS_MAX ? path : path.substring(0, PATH_CHARS_MAX);
        return NOT_PLAIN.matcher(cut).replaceAll("?");
    }

    private static double millis(long nanos) {
        return Math.round((double) nanos / NANOS_PER_TENTH_MILLI) / TENTHS;
    }
}
