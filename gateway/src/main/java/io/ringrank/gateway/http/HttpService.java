// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.http;

import io.ringrank.gateway.access.AccessLog;
import io.ringrank.gateway.auth.Authorizer;
import io.ringrank.gateway.dialect.BatchParser;
import io.ringrank.gateway.dialect.RerankParser;
import io.ringrank.gateway.metrics.GatewayMetrics;
import io.ringrank.gateway.openapi.ApiRoutes;
import io.ringrank.gateway.rerank.BatchHandler;
import io.ringrank.gateway.rerank.ModelHandlers;
import io.ringrank.gateway.rerank.RequestCounter;
import io.ringrank.gateway.rerank.RequestGate;
import io.ringrank.gateway.rerank.RequestIntake;
import io.ringrank.gateway.rerank.RequestListener;
import io.ringrank.gateway.rerank.RequestRunner;
import io.ringrank.gateway.rerank.RerankHandler;
import io.ringrank.gateway.rerank.RerankTargets;
import io.ringrank.gateway.route.DenialListener;
import io.ringrank.gateway.route.Route;
import io.ringrank.gateway.ui.UiRoutes;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

/** The HTTP side of the gateway, from listening to closed. Any thread. */
public final class HttpService {

    /** The ids by which the instances of one server find the same free port. */
    private static final int MAIN = 1;
    private static final int ADMIN = 2;

    private final Vertx vertx;
    private final List<Listener> listeners;
    private final List<Route> routes;
    private final RequestGate gate;

    /**
     * What the service calls.
     *
     * @param control the rows of the control plane, beside those of the data plane
     */
    public record Parts(RerankTargets targets, Authorizer authorizer, GatewayMetrics metrics,
            RequestListener requests, AccessLog accessLog, List<Route> control,
            DenialListener denials) {

        public Parts {
            control = List.copyOf(control);
        }
    }

    private record Listener(String verticleId, int port) {}

    private HttpService(Vertx vertx, List<Listener> listeners, List<Route> routes,
            RequestGate gate) {
        this.vertx = vertx;
        this.listeners = listeners;
        this.routes = routes;
        this.gate = gate;
    }

    /** Completes when all event loops listen; fails if an address can't be bound. */
    public static Future<HttpService> start(Vertx vertx, HttpSettings settings, Parts parts) {
        return start(vertx, settings, parts, HttpVerticle.Sweep.usual());
    }

    static Future<HttpService> start(Vertx vertx, HttpSettings settings, Parts parts,
            HttpVerticle.Sweep sweep) {
        RequestGate gate = new RequestGate();
        RequestIntake intake =
                new RequestIntake(gate, settings.request(), settings.bodiesBytesMax());
        RequestRunner runner =
                new RequestRunner(parts.targets(), parts.metrics(), InstantSource.system());
        RerankParser parser = new RerankParser(settings.request());
        RequestCounter counter = new RequestCounter(parts.metrics(), parts.requests());
        BatchHandler batch = new BatchHandler(new BatchHandler.Parts(intake, runner,
                new BatchParser(settings.request(), parser), counter, settings.request()));
        List<Route> data = DataRoutes.of(new RerankHandler(intake, runner, parser), batch,
                new ModelHandlers(parts.targets(), settings.request(), InstantSource.system()),
                new HealthHandlers(parts.targets(), gate, parts.metrics()));
        List<Route> all =
                described(Stream.of(data, parts.control(), UiRoutes.table())
                        .flatMap(List::stream)
                        .toList());
        Door door = new Door(parts.authorizer(), new HostNames(settings.adminNames()),
                parts.denials());
        HttpSettings.Address admin = settings.admin();
        Ports ports = new Ports(vertx, settings, sweep, parts.metrics()::onLag);
        Future<Listener> main = ports.listen(new HttpVerticle.Place(settings.address(), MAIN),
                new Routes(admin == null ? all : described(data), door, counter::count,
                        parts.accessLog(), settings.transport()));
        if (admin == null) {
            return main.map(listener -> new HttpService(vertx, List.of(listener), all, gate));
        }
        return main.compose(first -> ports.listen(new HttpVerticle.Place(admin, ADMIN),
                new Routes(all, door, counter::count, parts.accessLog(), settings.transport()))
                .map(second -> new HttpService(vertx, List.of(first, second), all, gate)));
    }

    /** What a port serves, with its own description. */
    private static List<Route> described(List<Route> routes) {
        return Stream.concat(routes.stream(), ApiRoutes.of(routes).stream()).toList();
    }

    /** What all ports of a server have in common. */
    private record Ports(Vertx vertx, HttpSettings settings, HttpVerticle.Sweep sweep,
            LongConsumer onLag) {

        Future<Listener> listen(HttpVerticle.Place place, Routes routes) {
            AtomicInteger port = new AtomicInteger();
            return vertx
                    .deployVerticle(
                            () -> new HttpVerticle(settings, place, routes, sweep, port::set,
                                    onLag),
                            new DeploymentOptions().setInstances(settings.eventLoops()))
                    .map(verticle -> new Listener(verticle, port.get()));
        }
    }

    /** Every route that is served, on whichever port. */
    public List<Route> routes() {
        return routes;
    }

    public int port() {
        return listeners.getFirst().port();
    }

    /** Where the admin API is served; the same as {@link #port} unless it has one of its own. */
    public int adminPort() {
        return listeners.getLast().port();
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

    /** Closes the ports and all connections. */
    public Future<Void> close() {
        return Future.join(listeners.stream()
                .map(listener -> vertx.undeploy(listener.verticleId()))
                .toList()).mapEmpty();
    }
}
