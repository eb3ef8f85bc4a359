// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.http;

import io.ringrank.gateway.access.RequestTrace;
import io.ringrank.gateway.auth.Access;
import io.ringrank.gateway.auth.Audience;
import io.ringrank.gateway.auth.Authorizer;
import io.ringrank.gateway.auth.Principal;
import io.ringrank.gateway.error.ErrorResponder;
import io.ringrank.gateway.error.RequestError.AccessError;
import io.ringrank.gateway.route.DenialListener;
import io.ringrank.gateway.route.Plane;
import io.ringrank.gateway.route.Route;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lets a request through to its route, or answers why not. Event loop only; one object serves all. */
final class Door {

    private final Authorizer authorizer;
    private final HostNames hosts;
    private final DenialListener denials;

    Door(Authorizer authorizer, HostNames hosts, DenialListener denials) {
        this.authorizer = authorizer;
        this.hosts = hosts;
        this.denials = denials;
    }

    /** The handler that stands before the one of the route. */
    void admit(RoutingContext ctx, Route route) {
        String host = host(ctx);
        if (route.plane() == Plane.CONTROL && !hosts.include(host)) {
            ErrorResponder.answer(ctx, new AccessError.HostNotAllowed(host));
            return;
        }
        switch (authorizer.check(ctx.request(), route.audience())) {
            case Access.Granted(Principal principal) -> {
                principal.attachTo(ctx);
                if (route.audience() != Audience.ANYONE) {
                    RequestTrace.of(ctx).authenticated(principal.id());
                }
                ctx.next();
            }
            case Access.Denied(AccessError error, @Nullable Principal principal) -> {
                if (principal != null) {
                    RequestTrace.of(ctx).authenticated(principal.id());
                    denials.onDenied(ctx, route, principal, error);
                }
                ErrorResponder.answer(ctx, error);
            }
        }
    }

    private static String host(RoutingContext ctx) {
        List<String> headers = ctx.request().headers().getAll(HttpHeaders.HOST);
        if (headers.size() > 1) {
            // A proxy before us may have looked at the other one.
            return String.join(", ", headers);
        }
        HostAndPort authority = ctx.request().authority();
        String named = authority == null ? "" : authority.host();
        String target = targetHost(ctx.request().uri());
        return target.isEmpty() || target.equalsIgnoreCase(named) ? named : named + ", " + target;
    }

    /** Of a target in absolute form, which counts before the header (RFC 9112, 3.2.2); else empty. */
    private static String targetHost(String target) {
        if (target.startsWith("/")) {
            return "";
        }
        try {
            String host = new URI(target).getHost();
            return host == null ? target : host;
        } catch (URISyntaxException _) {
            return target;
        }
    }
}
