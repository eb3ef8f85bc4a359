// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.http;

import io.ringrank.gateway.access.AccessLog;
import io.ringrank.gateway.access.RequestTrace;
import io.ringrank.gateway.error.ErrorResponder;
import io.ringrank.gateway.error.RequestError;
import io.ringrank.gateway.rerank.RerankHandler;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every path there is, and who answers it. */
final class Routes {

    private static final Logger LOG = LoggerFactory.getLogger(Routes.class);

    private record Route(HttpMethod method, String path, Handler<RoutingContext> handler) {}

    private final AccessLog accessLog = new AccessLog();
    private final List<Route> table;

    Routes(RerankHandler rerank, HealthHandlers health) {
        this.table = List.of(new Route(HttpMethod.POST, "/v1/rerank", rerank::handle),
                new Route(HttpMethod.POST, "/rerank", rerank::handle),
                new Route(HttpMethod.POST, "/v1/reranking", rerank::handle),
                new Route(HttpMethod.POST, "/reranking", rerank::handle),
                new Route(HttpMethod.GET, "/healthz", health::alive),
                // Load balancers ask without wanting the body.
                new Route(HttpMethod.HEAD, "/healthz", health::alive),
                new Route(HttpMethod.HEAD, "/readyz", health::ready),
                new Route(HttpMethod.GET, "/readyz", health::ready),
                new Route(HttpMethod.GET, "/metrics", health::metrics));
    }

    /** Each event loop has a router of its own. */
    Router router(Vertx vertx) {
        Router router = Router.router(vertx);
        router.route().handler(accessLog::begin);
        table.forEach(r -> router.route(r.method, r.path).handler(r.handler));
        // Without a handler Vert.x would answer in HTML, and log what clients do wrong as its error.
        router.errorHandler(400, ctx -> answer(ctx, new RequestError.MalformedRequest()));
        router.errorHandler(404, ctx -> answer(ctx, new RequestError.NoSuchPath(path(ctx))));
        router.errorHandler(405, this::wrongMethod);
        router.errorHandler(500, Routes::failed);
        return router;
    }

    private void wrongMethod(RoutingContext ctx) {
        List<String> allowed = table.stream()
                .filter(r -> r.path.equals(path(ctx)))
                .map(r -> r.method.name())
                .toList();
        ctx.response().putHeader(HttpHeaders.ALLOW, String.join(", ", allowed));
        answer(ctx, new RequestError.WrongMethod(ctx.request().method().name(), allowed));
    }

    /** Only faults of our own come here. */
    private static void failed(RoutingContext ctx) {
        LOG.error("Request {} failed", RequestTrace.of(ctx).id(), ctx.failure());
        answer(ctx, new RequestError.Internal());
    }

    private static void answer(RoutingContext ctx, RequestError error) {
        ErrorResponder.answer(ctx.response(), error);
    }

    private static String path(RoutingContext ctx) {
        return ctx.normalizedPath();
    }
}
