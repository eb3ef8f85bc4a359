// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.http;

import io.ringrank.gateway.dialect.RequestLimits;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where the server listens and how much it takes in.
 *
 * @param admin where the admin API is served, with everything else; null if on {@code address}
 * @param adminNames names by which the admin API may be called, separated by commas; {@code *} for any
 * @param eventLoops server instances, each on an event loop of its own, at least 1
 * @param bodiesBytesMax memory that the bodies of all requests together may take
 * @param tls null for plain HTTP
 */
public record HttpSettings(Address address, @Nullable Address admin, String adminNames,
        int eventLoops, long bodiesBytesMax, RequestLimits request, @Nullable Tls tls) {

    private static final int PORT_MAX = 65_535;

    public HttpSettings {
        if (eventLoops < 1 || bodiesBytesMax < request.bodyBytesMax()) {
            throw new IllegalArgumentException("HTTP settings are out of range");
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
