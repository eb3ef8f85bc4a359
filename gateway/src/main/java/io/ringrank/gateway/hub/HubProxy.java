// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.hub;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Sends what goes over TLS through a proxy, as {@code HTTPS_PROXY} and {@code NO_PROXY} say. Any thread. */
final class HubProxy extends ProxySelector {

    private static final int USUAL_PORT = 8080;

    private final Optional<InetSocketAddress> proxy;
    private final List<String> direct;

    /**
     * @param proxy {@code http://HOST:PORT} or empty
     * @param direct names, with commas between, that are asked directly; they and those below them
     * @throws IllegalArgumentException if that is no proxy that can be used
     */
    HubProxy(String proxy, String direct) {
        this.proxy = proxy.isEmpty() ? Optional.empty() : Optional.of(address(proxy));
        this.direct = Arrays.stream(direct.split(",", -1))
                .map(name -> name.strip().toLowerCase(Locale.ROOT).replaceFirst("^\\*?\\.", ""))
                .filter(name -> !name.isEmpty())
                .toList();
    }

    private static InetSocketAddress address(String text) {
        URI uri = URI.create(text.contains("://") ? text : "http://" + text);
        if (uri.getHost() == null || uri.getUserInfo() != null
                || !"http".equalsIgnoreCase(uri.getScheme())) {
            throw new IllegalArgumentException(
                    "the proxy must look like http://HOST:PORT, without a password");
        }
        return InetSocketAddress.createUnresolved(uri.getHost(),
                uri.getPort() < 0 ? USUAL_PORT : uri.getPort());
    }

    boolean isUsedFor(URI uri) {
        return proxy.isPresent() && "https".equalsIgnoreCase(uri.getScheme())
                && uri.getHost() != null && !isDirect(uri.getHost().toLowerCase(Locale.ROOT));
    }

    private boolean isDirect(String host) {
        return direct.stream()
                .anyMatch(name -> name.equals("*") || host.equals(name)
                        || host.endsWith('.' + name));
    }

    @Override
    public List<Proxy> select(URI uri) {
        return List.of(isUsedFor(uri)
                ? new Proxy(Proxy.Type.HTTP, proxy.orElseThrow())
                : Proxy.NO_PROXY);
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException failure) {
        // Whoever wanted to connect hears of it.
    }
}
