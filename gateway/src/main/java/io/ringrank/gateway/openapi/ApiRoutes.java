// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.openapi;

import io.ringrank.gateway.auth.Audience;
import io.ringrank.gateway.route.Plane;
import io.ringrank.gateway.route.Route;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.stream.Stream;

/** The rows under which the API describes itself. */
public final class ApiRoutes {

    private ApiRoutes() {}

    /** @param others what is served beside these */
    public static List<Route> of(List<Route> others) {
        List<Route> all = Stream.concat(others.stream(),
                Stream.of(document(Buffer.buffer()), page(Buffer.buffer()))).toList();
        return List.of(document(Buffer.buffer(OpenApi.of(all).toPrettyString())),
                page(Buffer.buffer(ApiPage.of(all))));
    }

    private static Route document(Buffer body) {
        return row("/openapi.json", "Describe the API as an OpenAPI document.",
                "application/json", body);
    }

    private static Route page(Buffer body) {
        return row("/docs", "Describe the API on a page.", "text/html; charset=utf-8", body);
    }

    private static Route row(String path, String summary, String type, Buffer body) {
        return new Route(HttpMethod.GET, path, Plane.HEALTH, Audience.ANYONE, summary,
                ctx -> ctx.response().putHeader(HttpHeaders.CONTENT_TYPE, type).end(body));
    }
}
