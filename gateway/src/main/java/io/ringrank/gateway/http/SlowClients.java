// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Closes connections that are kept busy without sending a request: those that begin with nothing, whose
 * heads trickle in, or whose bodies do. Silent ones between two requests are none of these; the server's
 * idle timeout ends them. Event loop only; one for each instance of the server.
 *
 * <p>With HTTP/2 over clear text the first head of a connection is not among them: it may ask for HTTP/2,
 * and Vert.x makes a connection of it only when it is there. Until then only the idle timeout holds.
 */
final class SlowClients {

    private final LongSupplier nanoTime;
    private final long headNanos;
    private final long bodyNanos;

    /** By channel, for a connection that goes on with HTTP/2 is another one of Vert.x. */
    private final Map<Channel, Watched> watched = new HashMap<>();

    /**
     * @param nanoTime a clock like {@link System#nanoTime}
     * @param headNanos in which a head must be there, from its first byte
     * @param bodyNanos in which a whole request must be there, from its head
     */
    SlowClients(LongSupplier nanoTime, long headNanos, long bodyNanos) {
        this.nanoTime = nanoTime;
        this.headNanos = headNanos;
        this.bodyNanos = bodyNanos;
    }

    /** For each connection, before its first request. */
    void opened(HttpConnection connection) {
        Channel channel = channel(connection);
        Watched known = channel == null ? null : watched.get(channel);
        if (known != null) {
            known.connection = connection;
        } else if (channel != null) {
            Watched fresh = new Watched(connection);
            watched.put(channel, fresh);
            channel.pipeline().addFirst(fresh);
            channel.closeFuture().addListener(_ -> watched.remove(channel));
        }
    }

    private static @Nullable Channel channel(HttpConnection connection) {
        return connection instanceof HttpServerConnection server
                ? server.channelHandlerContext().channel()
                : null;
    }

    /** The first handler of every request. */
    void begin(RoutingContext ctx) {
        Channel channel = channel(ctx.request().connection());
        Watched connection = channel == null ? null : watched.get(channel);
        if (connection != null) {
            connection.headSince = null;
            connection.running.keySet().removeIf(SlowClients::isOver);
            connection.running.put(ctx.request(), nanoTime.getAsLong());
        }
        ctx.next();
    }

    /** One that was refused has its answer before its body is there. */
    private static boolean isOver(HttpServerRequest request) {
        return request.isEnded() && request.response().ended();
    }

    /** Closes what is too slow by now. */
    void sweep() {
        long now = nanoTime.getAsLong();
        for (Watched connection : List.copyOf(watched.values())) {
            if (connection.isTooSlow(now)) {
                connection.connection.close();
            }
        }
    }

    int connections() {
        return watched.size();
    }

    /** One connection. */
    private final class Watched extends ChannelInboundHandlerAdapter {

        /** Those that are not over, and perhaps some that are, with when they began. */
        private final Map<HttpServerRequest, Long> running = new HashMap<>(2);
        private HttpConnection connection;

        /** Since when a head is on its way; null if none is. */
        private @Nullable Long headSince = nanoTime.getAsLong();

        Watched(HttpConnection connection) {
            this.connection = connection;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object bytes) {
            if (headSince == null && isIdle()) {
                headSince = nanoTime.getAsLong();
            }
            ctx.fireChannelRead(bytes);
        }

        private boolean isIdle() {
            return running.keySet().stream().allMatch(SlowClients::isOver);
        }

        boolean isTooSlow(long now) {
            Long since = headSince;
            if (isIdle()) {
                return since != null && now - since > headNanos;
            }
            return running.entrySet()
                    .stream()
                    .anyMatch(request -> !request.getKey().isEnded()
                            && now - request.getValue() > bodyNanos);
        }
    }
}
