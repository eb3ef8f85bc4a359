// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.http;

import io.netty.handler.codec.TooLongFrameException;
import io.ringrank.gateway.access.AccessLog;
import io.ringrank.gateway.error.ErrorResponder;
import io.ringrank.gateway.error.RequestError;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.SocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/** One listening server on one event loop; Vert.x spreads connections over all that share a port. */
final class HttpVerticle extends VerticleBase {

    /** A connection may be silent as long as an answer may take, and a bit. */
    private static final int IDLE_SPARE_SECONDS = 30;

    /** With a sweep, less than a minute. */
    private static final long HEAD_NANOS = TimeUnit.SECONDS.toNanos(45);
    private static final Sweep SWEEP = new Sweep(System::nanoTime, 5000);
    private static final long LAG_MILLIS = 500;

    /** Less is not worth the time; it fits into one or two packets anyway. */
    private static final int COMPRESSED_BYTES_MIN = 2048;

    private final HttpSettings settings;
    private final Place place;
    private final Routes routes;
    private final Sweep sweep;
    private final IntConsumer onListening;
    private final LongConsumer onLag;

    /**
     * Where to listen.
     *
     * @param freePortId instances with the same one get the same port if the address leaves it free
     */
    record Place(HttpSettings.Address address, int freePortId) {

        private SocketAddress socketAddress() {
            return address.port() == 0
                    ? SocketAddress.sharedRandomPort(freePortId, address.host())
                    : SocketAddress.inetSocketAddress(address.port(), address.host());
        }
    }

    /**
     * How slow clients are found.
     *
     * @param nanoTime a clock like {@link System#nanoTime}
     */
    record Sweep(LongSupplier nanoTime, long everyMillis) {

        /** By the machine's clock, every five seconds. */
        static Sweep usual() {
            return SWEEP;
        }
    }

    /**
     * @param onListening is told the port
     * @param onLag hears twice a second by how many nanoseconds the event loop was late
     */
    HttpVerticle(HttpSettings settings, Place place, Routes routes, Sweep sweep,
            IntConsumer onListening, LongConsumer onLag) {
        this.settings = settings;
        this.place = place;
        this.routes = routes;
        this.sweep = sweep;
        this.onListening = onListening;
        this.onLag = onLag;
    }

    @Override
    public Future<?> start() {
        SlowClients slow = slowClients(settings, sweep.nanoTime());
        vertx.setPeriodic(sweep.everyMillis(), _ -> slow.sweep());
        watchLag();
        return server(vertx, settings, slow, routes.router(vertx, slow))
                .listen(place.socketAddress())
                .map(HttpServer::actualPort)
                .onSuccess(onListening::accept);
    }

    /** Routes that read their bodies themselves have ended an upload before. */
    static SlowClients slowClients(HttpSettings settings, LongSupplier nanoTime) {
        return new SlowClients(nanoTime, HEAD_NANOS, Math.max(HEAD_NANOS, TimeUnit.MILLISECONDS
                .toNanos(settings.request().timeoutMillisDefault() + SWEEP.everyMillis())));
    }

    /** One that does not listen yet. */
    static HttpServer server(Vertx vertx, HttpSettings settings, SlowClients slow,
            Handler<HttpServerRequest> requests) {
        return vertx.createHttpServer(options(settings))
                .connectionHandler(slow::opened)
                .requestHandler(requests)
                .invalidRequestHandler(HttpVerticle::refuse);
    }

    /** A timer that is late was kept waiting by what the event loop did. */
    private void watchLag() {
        long due = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LAG_MILLIS);
        vertx.setTimer(LAG_MILLIS, _ -> {
            onLag.accept(Math.max(0, System.nanoTime() - due));
            watchLag();
        });
    }

    /** Vert.x could not read the head; what it could is in the request. */
    private static void refuse(HttpServerRequest request) {
        boolean tooLarge = request.decoderResult().cause() instanceof TooLongFrameException;
        ErrorResponder.answer(request.response(), tooLarge
                ? new RequestError.HeadTooLarge()
                : new RequestError.MalformedRequest());
        AccessLog.rejected(request);
        request.connection().close();
    }

    private static HttpServerOptions options(HttpSettings settings) {
        long silentMillis = settings.request().timeoutMillisMax();
        HttpServerOptions options = new HttpServerOptions().setCompressionSupported(true)
                .setCompressionContentSizeThreshold(COMPRESSED_BYTES_MIN);
        options.setIdleTimeout(
                (int) TimeUnit.MILLISECONDS.toSeconds(silentMillis) + IDLE_SPARE_SECONDS);
        options.setHttp2ClearTextEnabled(settings.transport().clearTextHttp2());
        HttpSettings.Tls tls = settings.transport().tls();
        if (tls != null) {
            options.setSsl(true)
                    .setUseAlpn(true)
                    .setKeyCertOptions(
                            new PemKeyCertOptions().setCertPath(tls.certificate().toString())
                                    .setKeyPath(tls.key().toString()));
        }
        return options;
    }
}
