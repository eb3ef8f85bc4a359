// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.http;

import io.ringrank.gateway.dialect.RequestLimits;

/**
 * Where the server listens and how much it takes in.
 *
 * @param host name or address to bind
 * @param port 0 to 65,535; 0 takes a free one
 * @param eventLoops server instances, each on an event loop of its own, at least 1
 * @param bodiesBytesMax memory that the bodies of all requests together may take
 */
public record HttpSettings(String host, int port, int eventLoops, long bodiesBytesMax,
        RequestLimits request) {

    private static final int PORT_MAX = 65_535;

    public HttpSettings {
        if (port < 0 || port > PORT_MAX || eventLoops < 1
                || bodiesBytesMax < request.bodyBytesMax()) {
            throw new IllegalArgumentException("HTTP settings are out of range");
        }
    }
}
