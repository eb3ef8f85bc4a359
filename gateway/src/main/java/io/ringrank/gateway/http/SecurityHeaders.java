// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.http;

import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;

/**
 * Tells browsers to take every answer for what it says it is, and to do nothing with it. Event loop
 * only.
 */
final class SecurityHeaders {

    private static final String STAY_WITH_TLS =
            "max-age=" + Duration.ofDays(365).toSeconds();

    private SecurityHeaders() {}

    /** For all answers; a route that serves pages sets its own policy. */
    static void add(RoutingContext ctx) {
        MultiMap headers = ctx.response().headers();
        headers.set("x-content-type-options", "nosniff");
        headers.set("content-security-policy", "default-src 'none'; frame-ancestors 'none'");
        headers.set("referrer-policy", "no-referrer");
        headers.set("cross-origin-resource-policy", "same-origin");
        if (ctx.request().isSSL()) {
            headers.set("strict-transport-security", STAY_WITH_TLS);
        }
        ctx.next();
    }

    static void keepOutOfCaches(RoutingContext ctx) {
        ctx.response().putHeader("cache-control", "no-store");
        ctx.next();
    }
}
