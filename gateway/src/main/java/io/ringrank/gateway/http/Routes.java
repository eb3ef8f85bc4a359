// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.http;

import io.ringrank.gateway.access.AccessLog;
import io.ringrank.gateway.access.RequestTrace;
import io.ringrank.gateway.access.TrustedProxies;
import io.ringrank.gateway.dialect.Dialects;
import io.ringrank.gateway.error.ErrorResponder;
import io.ringrank.gateway.error.RequestError;
import io.ringrank.gateway.route.Plane;
import io.ringrank.gateway.route.Route;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.CorsHandler;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns a table of routes into a router. One for each port; any thread. */
final class Routes {

    /** Of the control plane; the data plane reads its bodies itself. */
    static final int CONTROL_BODY_BYTES_MAX = 64 << 10;

    private static final Logger LOG = LoggerFactory.getLogger(Routes.class);

    /** That requests for scores may have. */
    private static final Set<String> CORS_HEADERS = Set.of("authorization", "x-api-key", "api-key",
            "content-type", "x-request-id", Dialects.HEADER);
    /** That a page may read beside the usual ones. */
    private static final Set<String> CORS_EXPOSED =
            Set.of("retry-after", "retry-after-ms", "x-request-id");
    private static final int CORS_MAX_AGE_SECONDS = 3600;

    private final List<Route> table;
    private final Door door;
    private final Handler<RoutingContext> count;
    private final AccessLog accessLog;
    private final Set<String> corsOrigins;
    private final TrustedProxies proxies;

    /**
     * @param count the first handler of the data plane, which sees refused requests too
     * @param transport whose pages may use the data plane, and who is believed of others
     */
    Routes(List<Route> table, Door door, Handler<RoutingContext> count, AccessLog accessLog,
            HttpSettings.Transport transport) {
        this.accessLog = accessLog;
        this.corsOrigins = transport.corsOrigins();
        this.proxies = transport.proxies();
        this.table = List.copyOf(table);
        this.door = door;
        this.count = count;
    }

    /** Each event loop has a router of its own. */
    Router router(Vertx vertx, SlowClients slow) {
        Router router = Router.router(vertx);
        router.route()
                .handler(slow::begin)
                .handler(accessLog::begin)
                .handler(SecurityHeaders::add)
                .handler(Routes::shapeErrors);
        letPagesIn(router);
        table.forEach(route -> add(router, route));
        // Without a handler Vert.x would answer in HTML, and log what clients do wrong as its error.
        router.errorHandler(400, Routes::malformed);
        router.errorHandler(403, ctx -> answer(ctx, new RequestError.OriginNotAllowed()));
        router.errorHandler(404, ctx -> answer(ctx, new RequestError.NoSuchPath(path(ctx))));
        router.errorHandler(405, this::wrongMethod);
        router.errorHandler(413,
                ctx -> answer(ctx, new RequestError.BodyTooLarge(CONTROL_BODY_BYTES_MAX)));
        // For an Expect that nobody knows, and for a body that broke off.
        router.errorHandler(417, Routes::malformed);
        router.errorHandler(200, Routes::malformed);
        router.errorHandler(500, Routes::failed);
        return router;
    }

    /** What goes wrong before the body is read has to be said in the right dialect, too. */
    private static void shapeErrors(RoutingContext ctx) {
        Dialects.errorsByHead(ctx.request().path(), ctx.request().getHeader(Dialects.HEADER))
                .attachTo(ctx);
        ctx.next();
    }

    /**
     * Of other origins, before the door, since a browser asks without a key whether it may. Never to the
     * control plane, which knows sessions by cookies.
     */
    private void letPagesIn(Router router) {
        if (corsOrigins.isEmpty()) {
            return;
        }
        CorsHandler cors = CorsHandler.create()
                .allowedMethods(Set.of(HttpMethod.GET, HttpMethod.POST))
                .allowedHeaders(CORS_HEADERS)
                .exposedHeaders(CORS_EXPOSED)
                .maxAgeSeconds(CORS_MAX_AGE_SECONDS);
        if (!corsOrigins.contains("*")) {
            cors.addOrigins(List.copyOf(corsOrigins));
        }
        table.stream()
                .filter(route -> route.plane() == Plane.DATA)
                .map(Route::path)
                .distinct()
                .forEach(path -> router.route(path).handler(cors));
    }

    private void add(Router router, Route route) {
        if (route.plane() == Plane.DATA) {
            handle(router, route, count);
        }
        if (route.plane() == Plane.CONTROL) {
            handle(router, route, this::attachClient);
        }
        handle(router, route, ctx -> door.admit(ctx, route));
        if (route.plane() == Plane.CONTROL) {
            handle(router, route, SecurityHeaders::keepOutOfCaches);
            handle(router, route,
                    BodyHandler.create(false).setBodyLimit(CONTROL_BODY_BYTES_MAX));
        }
        handle(router, route, route.handler());
    }

    /** Before the door, who writes down whom it did not let in. */
    private void attachClient(RoutingContext ctx) {
        proxies.client(ctx.request()).attachTo(ctx);
        ctx.next();
    }

    /** One route of Vert.x for each handler, for within one it wants to choose the order itself. */
    private static void handle(Router router, Route route, Handler<RoutingContext> handler) {
        router.route(route.method(), route.path()).handler(handler);
    }

    private void wrongMethod(RoutingContext ctx) {
        List<String> allowed = table.stream()
                .filter(route -> route.matches(path(ctx)))
                .map(route -> route.method().name())
                .toList();
        ctx.response().putHeader(HttpHeaders.ALLOW, String.join(", ", allowed));
        answer(ctx, new RequestError.WrongMethod(ctx.request().method().name(), allowed));
    }

    /** Only faults of our own come here. */
    private static void failed(RoutingContext ctx) {
        LOG.error("Request {} failed", RequestTrace.of(ctx).id(), ctx.failure());
        if (ctx.response().headWritten()) {
            // Half an answer must not look like a whole one.
            ctx.request().connection().close();
        } else {
            answer(ctx, new RequestError.Internal());
        }
    }

    private static void malformed(RoutingContext ctx) {
        answer(ctx, new RequestError.MalformedRequest());
    }

    private static void answer(RoutingContext ctx, RequestError error) {
        ErrorResponder.answer(ctx, error);
    }

    private static String path(RoutingContext ctx) {
        return ctx.normalizedPath();
    }
}
