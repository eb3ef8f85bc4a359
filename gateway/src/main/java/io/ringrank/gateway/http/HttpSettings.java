// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.http;

import io.ringrank.gateway.access.TrustedProxies;
import io.ringrank.gateway.dialect.RequestLimits;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where the server listens and how much it takes in.
 *
 * @param admin where the admin API is served, with everything else; null if on {@code address}
 * @param adminNames names by which the admin API may be called, separated by commas; {@code *} for any
 * @param eventLoops server instances, each on an event loop of its own, at least 1
 * @param bodiesBytesMax memory that the bodies of all requests together may take
 */
public record HttpSettings(Address address, @Nullable Address admin, String adminNames,
        int eventLoops, long bodiesBytesMax, RequestLimits request, Transport transport) {

    private static final int PORT_MAX = 65_535;

    public HttpSettings {
        if (eventLoops < 1 || bodiesBytesMax < request.bodyBytesMax()) {
            throw new IllegalArgumentException("HTTP settings are out of range");
        }
    }

    /**
     * @param tls null for plain HTTP
     * @param clearTextHttp2 whether plain HTTP may go on as HTTP/2; with TLS it always may
     * @param corsOrigins whose pages may ask for scores, or {@code *}
     * @param proxies who is believed of whom a request comes from
     */
    public record Transport(@Nullable Tls tls, boolean clearTextHttp2, Set<String> corsOrigins,
            TrustedProxies proxies) {

        /** For plain HTTP/1.1 and no page but our own. */
        public static final Transport PLAIN =
                new Transport(null, false, Set.of(), TrustedProxies.NONE);

        public Transport {
            corsOrigins = Set.copyOf(corsOrigins);
        }
    }

    /** PEM files of a certificate with its chain and of its private key. */
    public record Tls(Path certificate, Path key) {}

    /**
     * @param host name or address to bind
     * @param port 0 to 65,535; 0 takes a free one
     */
    public record Address(String host, int port) {

        public Address {
            if (port < 0 || port > PORT_MAX) {
                throw new IllegalArgumentException("there is no port " + port);
            }
        }
    }
}
