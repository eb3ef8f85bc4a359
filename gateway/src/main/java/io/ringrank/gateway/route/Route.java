// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.route;

import io.ringrank.gateway.auth.Audience;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/**
 * One row of the table of everything that the server answers. Immutable; any thread.
 *
 * @param path with parameters as {@code :name}
 * @param audience who may; asked before the handler is
 * @param summary for people, in one sentence
 * @param inputs what it reads, beside the parameters of its path
 * @param example of a body, as JSON; empty if it reads none
 * @param lines whether a body has many of them, a line each, and so has the answer
 */
public record Route(HttpMethod method, String path, Plane plane, Audience audience, String summary,
        List<Input> inputs, String example, boolean lines, Handler<RoutingContext> handler) {

    public Route {
        inputs = List.copyOf(inputs);
    }

    /** One that reads nothing but its path. */
    public Route(HttpMethod method, String path, Plane plane, Audience audience, String summary,
            Handler<RoutingContext> handler) {
        this(method, path, plane, audience, summary, List.of(), "", false, handler);
    }

    /** The same with what it reads. */
    public Route reading(Input... what) {
        return reading("", List.of(what));
    }

    /** @param body an example of one */
    public Route reading(String body, List<Input> what) {
        return new Route(method, path, plane, audience, summary, what, body, false, handler);
    }

    /** The same, and many of them. */
    public Route readingLines(String line, List<Input> what) {
        return new Route(method, path, plane, audience, summary, what, line, true, handler);
    }

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
