// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.hub;

import java.net.URI;
import java.time.Duration;
import java.util.Set;

/**
 * How to reach a hub. Any thread.
 *
 * @param endpoint what every address begins with, without a slash at its end
 * @param token for the hub itself and nobody else; empty for none
 * @param allowedHosts {@code HOST} or {@code HOST:PORT} that the operator trusts beside the hub's own
 * @param patience for a connection, for an answer to begin, and for each next part of it
 */
public record HubAccess(URI endpoint, String token, Set<String> allowedHosts, Duration patience) {

    public HubAccess {
        allowedHosts = Set.copyOf(allowedHosts);
    }

    /** Without the token, which is nobody's business. */
    @Override
    public String toString() {
        return "HubAccess[" + endpoint + ']';
    }

    URI at(String path) {
        return URI.create(endpoint + path);
    }
}
