// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.http;

import io.ringrank.gateway.auth.Audience;
import io.ringrank.gateway.rerank.RerankHandler;
import io.ringrank.gateway.route.Plane;
import io.ringrank.gateway.route.Route;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.stream.Stream;

/** The rows of the data plane and of what machines watch. */
final class DataRoutes {

    private DataRoutes() {}

    static List<Route> of(RerankHandler rerank, HealthHandlers health) {
        return Stream.concat(
                Stream.of("/v1/rerank", "/rerank", "/v1/reranking", "/reranking")
                        .map(path -> new Route(HttpMethod.POST, path, Plane.DATA,
                                Audience.INFERENCE, "Rank documents by a query.", rerank::handle)),
                Stream.of(
                        watched(HttpMethod.GET, "/healthz", "The process lives.", health::alive),
                        // Load balancers ask without wanting the body.
                        watched(HttpMethod.HEAD, "/healthz", "The process lives.", health::alive),
                        watched(HttpMethod.HEAD, "/readyz", "Every deployment can answer.",
                                health::ready),
                        watched(HttpMethod.GET, "/readyz", "Every deployment can answer.",
                                health::ready),
                        watched(HttpMethod.GET, "/metrics", "Numbers for Prometheus.",
                                health::metrics)))
                .toList();
    }

    private static Route watched(HttpMethod method, String path, String summary,
            Handler<RoutingContext> handler) {
        return new Route(method, path, Plane.HEALTH, Audience.ANYONE, summary, handler);
    }
}
