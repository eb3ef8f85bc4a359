// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.http;

import io.ringrank.gateway.auth.ApiKeyRegistry;
import io.ringrank.gateway.metrics.GatewayMetrics;
import io.ringrank.gateway.rerank.RequestGate;
import io.ringrank.gateway.rerank.RerankHandler;
import io.ringrank.gateway.rerank.RerankTargets;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.atomic.AtomicInteger;

/** The HTTP side of the gateway, from listening to closed. Any thread. */
public final class HttpService {

    private final Vertx vertx;
    private final String verticleId;
    private final int port;
    private final RequestGate gate;

    private HttpService(Vertx vertx, String verticleId, int port, RequestGate gate) {
        this.vertx = vertx;
        this.verticleId = verticleId;
        this.port = port;
        this.gate = gate;
    }

    /** Completes when all event loops listen; fails if the address can't be bound. */
    public static Future<HttpService> start(Vertx vertx, HttpSettings settings,
            RerankTargets targets, ApiKeyRegistry keys, GatewayMetrics metrics) {
        RequestGate gate = new RequestGate();
        RerankHandler rerank = new RerankHandler(targets, keys, metrics, gate, settings.request(),
                settings.bodiesBytesMax());
        Routes routes = new Routes(rerank, new HealthHandlers(targets, gate, metrics));
        AtomicInteger port = new AtomicInteger();
        return vertx
                .deployVerticle(() -> new HttpVerticle(settings, routes, port::set),
                        new DeploymentOptions().setInstances(settings.eventLoops()))
                .map(id -> new HttpService(vertx, id, port.get(), gate));
    }

    public int port() {
        return port;
    }

    /**
     * Reports not ready and refuses rerank requests from now on; health and metrics are still served.
     * Requests whose bodies are still coming are refused too, and their connections closed. It ends by
     * itself within the longest timeout a request can have.
     *
     * @return completes when the requests that had come in whole have their answers
     */
    public Future<Void> drain() {
        return Future.fromCompletionStage(gate.drain());
    }

    /** Closes the port and all connections. */
    public Future<Void> close() {
        return vertx.undeploy(verticleId);
    }
}
