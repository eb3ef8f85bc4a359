// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringrank.gateway.auth.Principal;
import io.ringrank.gateway.control.audit.Actor;
import io.vertx.core.MultiMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * One request of the control plane, read and let in.
 *
 * @param path parameters
 * @param query parameters
 * @param body missing if there was none
 * @param overTls whether the browser speaks TLS, to us or to a trusted proxy before us
 */
record ControlCall(Principal principal, Actor actor, Map<String, String> path, MultiMap query,
        JsonNode body, boolean overTls) {

    String pathParameter(String name) {
        return path.getOrDefault(name, "");
    }

    /** What the call is about, for the audit log: its name in the path or the body. */
    String target() {
        if (!path.isEmpty()) {
            return path.values().iterator().next();
        }
        return Stream.of("name", "source")
                .map(body::path)
                .filter(JsonNode::isTextual)
                .map(JsonNode::textValue)
                .findFirst()
                .orElse("");
    }

    /** The user who is logged in; only for routes that let nobody else in. */
    Principal.SignedIn signedIn() {
        return (Principal.SignedIn) principal;
    }
}
