// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.route;

import io.ringrank.gateway.auth.Audience;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;

/**
 * One row of the table of everything that the server answers. Immutable; any thread.
 *
 * @param path with parameters as {@code :name}
 * @param audience who may; asked before the handler is
 * @param summary for people, in one sentence
 */
public record Route(HttpMethod method, String path, Plane plane, Audience audience, String summary,
        Handler<RoutingContext> handler) {

    /** Whether a path is one of this route's. */
    public boolean matches(String concretePath) {
        String[] pattern = path.split("/", -1);
        String[] parts = concretePath.split("/", -1);
        if (pattern.length != parts.length) {
            return false;
        }
        for (int i = 0; i < parts.length; i++) {
            boolean parameter = pattern[i].startsWith(":") && !parts[i].isEmpty();
            if (!parameter && !pattern[i].equals(parts[i])) {
                return false;
            }
        }
        return true;
    }
}
