// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.ui;

import io.ringrank.gateway.auth.Audience;
import io.ringrank.gateway.error.ErrorResponder;
import io.ringrank.gateway.error.RequestError;
import io.ringrank.gateway.route.Plane;
import io.ringrank.gateway.route.Route;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The rows under which browsers get the UI. Any thread. */
public final class UiRoutes {

    private static final String A_YEAR = "public, max-age=31536000, immutable";

    private final UiFiles files = new UiFiles();

    private UiRoutes() {}

    /** Reads all files once. */
    public static List<Route> table() {
        UiRoutes routes = new UiRoutes();
        UiPage page = UiPage.of(routes.files);
        Buffer html = Buffer.buffer(page.html());
        return List.of(
                new Route(HttpMethod.GET, "/", Plane.CONTROL, Audience.ANYONE,
                        "Show the web UI.", ctx -> ctx.response()
                                .putHeader(HttpHeaders.CONTENT_TYPE, "text/html; charset=utf-8")
                                .putHeader("content-security-policy", page.policy())
                                .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
                                .end(html)),
                new Route(HttpMethod.GET, "/ui/:build/:library/:file", Plane.CONTROL,
                        Audience.ANYONE, "Load a file of the web UI.", routes::file));
    }

    private void file(RoutingContext ctx) {
        Map<String, String> path = ctx.pathParams();
        Optional<UiFile> file = files.build().equals(path.get("build"))
                ? files.find(path.get("library") + "/" + path.get("file"))
                : Optional.empty();
        if (file.isEmpty()) {
            ErrorResponder.answer(ctx, new RequestError.NoSuchPath(ctx.normalizedPath()));
            return;
        }
        ctx.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, file.get().contentType())
                .putHeader(HttpHeaders.CACHE_CONTROL, A_YEAR)
                .end(Buffer.buffer(file.get().content()));
    }
}
