// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.http;

import io.netty.handler.codec.TooLongFrameException;
import io.ringrank.gateway.access.AccessLog;
import io.ringrank.gateway.error.ErrorResponder;
import io.ringrank.gateway.error.RequestError;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.SocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.function.LongConsumer;

/** One listening server on one event loop; Vert.x spreads connections over all that share a port. */
final class HttpVerticle extends VerticleBase {

    /** A connection may be silent as long as an answer may take, and a bit. */
    private static final int IDLE_SPARE_SECONDS = 30;

    /** With a sweep, less than a minute. */
    private static final long HEAD_NANOS = TimeUnit.SECONDS.toNanos(45);
    private static final long SWEEP_MILLIS = 5000;
    private static final long LAG_MILLIS = 500;

    /** Less is not worth the time; it fits into one or two packets anyway. */
    private static final int COMPRESSED_BYTES_MIN = 2048;

    private final HttpSettings settings;
    private final HttpSettings.Address address;
    private final int freePortId;
    private final Routes routes;
    private final IntConsumer onListening;
    private final LongConsumer onLag;

    /**
     * @param freePortId instances with the same one get the same port if the address leaves it free
     * @param onListening is told the port
     * @param onLag hears twice a second by how many nanoseconds the event loop was late
     */
    HttpVerticle(HttpSettings settings, HttpSettings.Address address, int freePortId, Routes routes,
            IntConsumer onListening, LongConsumer onLag) {
        this.settings = settings;
        this.address = address;
        this.freePortId = freePortId;
        this.routes = routes;
        this.onListening = onListening;
        this.onLag = onLag;
    }

    @Override
    public Future<?> start() {
        SlowClients slow = new SlowClients(System::nanoTime, HEAD_NANOS, bodyNanos());
        vertx.setPeriodic(SWEEP_MILLIS, _ -> slow.sweep());
        watchLag();
        return vertx.createHttpServer(options())
                .connectionHandler(slow::opened)
                .requestHandler(routes.router(vertx, slow))
                .invalidRequestHandler(HttpVerticle::refuse)
                .listen(socketAddress())
                .map(HttpServer::actualPort)
                .onSuccess(onListening::accept);
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

    /** Routes that read their bodies themselves have ended an upload before. */
    private long bodyNanos() {
        return Math.max(HEAD_NANOS, TimeUnit.MILLISECONDS
                .toNanos(settings.request().timeoutMillisDefault() + SWEEP_MILLIS));
    }

    private SocketAddress socketAddress() {
        return address.port() == 0
                ? SocketAddress.sharedRandomPort(freePortId, address.host())
                : SocketAddress.inetSocketAddress(address.port(), address.host());
    }

    private HttpServerOptions options() {
        long silentMillis = settings.request().timeoutMillisMax();
        HttpServerOptions options = new HttpServerOptions().setCompressionSupported(true)
                .setCompressionContentSizeThreshold(COMPRESSED_BYTES_MIN);
        options.setIdleTimeout(
                (int) TimeUnit.MILLISECONDS.toSeconds(silentMillis) + IDLE_SPARE_SECONDS);
        HttpSettings.Tls tls = settings.tls();
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
