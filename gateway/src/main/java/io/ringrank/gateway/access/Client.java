// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.access;

import io.vertx.ext.web.RoutingContext;
import java.util.Objects;

/**
 * Who sent a request: the other end of its connection, or who a trusted proxy there says it is.
 *
 * @param address as a number; {@code -} if it is not known
 * @param overTls whether the client speaks TLS, to us or to the proxy
 */
public record Client(String address, boolean overTls) {

    /** Of a request to the control plane. Event loop only. */
    public static Client of(RoutingContext ctx) {
        return Objects.requireNonNull(ctx.<Client>get(Client.class.getName()),
                "nobody looked who sent the request");
    }

    public void attachTo(RoutingContext ctx) {
        ctx.put(Client.class.getName(), this);
    }
}
