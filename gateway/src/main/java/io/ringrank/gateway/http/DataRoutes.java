// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.http;

import io.ringrank.gateway.auth.Audience;
import io.ringrank.gateway.dialect.Dialects;
import io.ringrank.gateway.rerank.ModelHandlers;
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

    static List<Route> of(RerankHandler rerank, ModelHandlers models, HealthHandlers health) {
        return Stream.of(
                Dialects.paths()
                        .entrySet()
                        .stream()
                        .map(entry -> new Route(HttpMethod.POST, entry.getKey(), Plane.DATA,
                                Audience.INFERENCE, "Rank documents by a query.",
                                ctx -> rerank.handle(ctx, entry.getValue()))),
                Stream.of(asked("/v1/models", "List the models.", models::list),
                        asked("/info", "Describe the model as TEI does.", models::info),
                        asked("/tei/info", "Describe the model as TEI does.", models::info)),
                Stream.of(
                        watched(HttpMethod.GET, "/health", "Every deployment can answer.",
                                health::ready),
                        watched(HttpMethod.GET, "/tei/health", "Every deployment can answer.",
                                health::ready),
                        watched(HttpMethod.GET, "/healthz", "The process lives.", health::alive),
                        // Load balancers ask without wanting the body.
                        watched(HttpMethod.HEAD, "/healthz", "The process lives.", health::alive),
                        watched(HttpMethod.HEAD, "/readyz", "Every deployment can answer.",
                                health::ready),
                        watched(HttpMethod.GET, "/readyz", "Every deployment can answer.",
                                health::ready),
                        watched(HttpMethod.GET, "/metrics", "Numbers for Prometheus.",
                                health::metrics)))
                .flatMap(rows -> rows)
                .toList();
    }

    private static Route asked(String path, String summary, Handler<RoutingContext> handler) {
        return new Route(HttpMethod.GET, path, Plane.HEALTH, Audience.INFERENCE, summary, handler);
    }

    private static Route watched(HttpMethod method, String path, String summary,
            Handler<RoutingContext> handler) {
        return new Route(method, path, Plane.HEALTH, Audience.ANYONE, summary, handler);
    }
}
