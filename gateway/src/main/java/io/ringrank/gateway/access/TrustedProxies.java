// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.access;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whose {@code X-Forwarded-For} and {@code X-Forwarded-Proto} are believed; anybody else can write there
 * what they like. Immutable; any thread.
 */
public final class TrustedProxies {

    /** Who stands at a connection's other end is who asks. */
    public static final TrustedProxies NONE = new TrustedProxies(List.of());

    private static final String UNKNOWN = "-";
    private static final int IPV4_BITS = 32;
    private static final int IPV6_BITS = 128;

    private final List<IpSubnetFilterRule> networks;

    private TrustedProxies(List<IpSubnetFilterRule> networks) {
        this.networks = networks;
    }

    /**
     * Reads addresses and networks in CIDR notation with commas between.
     *
     * @throws IllegalArgumentException with the part that is neither
     */
    public static TrustedProxies of(String list) {
        return new TrustedProxies(Arrays.stream(list.split(",", -1))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .map(TrustedProxies::network)
                .toList());
    }

    private static IpSubnetFilterRule network(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        if (!isAddress(address)) {
            throw new IllegalArgumentException(text);
        }
        int bits = NetUtil.isValidIpV4Address(address) ? IPV4_BITS : IPV6_BITS;
        try {
            int prefix = slash < 0 ? bits : Integer.parseInt(text.substring(slash + 1));
            if (prefix >= 0 && prefix <= bits) {
                return new IpSubnetFilterRule(address, prefix, IpFilterRuleType.ACCEPT);
            }
        } catch (NumberFormatException _) {
            // The same answer as for a number that is out of range.
        }
        throw new IllegalArgumentException(text);
    }

    private static boolean isAddress(String text) {
        return NetUtil.isValidIpV4Address(text) || NetUtil.isValidIpV6Address(text);
    }

    /** Event loop only. */
    public Client client(HttpServerRequest request) {
        SocketAddress remote = request.remoteAddress();
        String peer = remote == null ? null : remote.hostAddress();
        if (peer == null) {
            return new Client(UNKNOWN, request.isSSL());
        }
        if (!isTrusted(peer)) {
            return new Client(peer, request.isSSL());
        }
        return new Client(sender(peer, request.headers().getAll("x-forwarded-for")),
                request.isSSL() || isHttps(request.headers().getAll("x-forwarded-proto")));
    }

    /** Each proxy adds whom it heard; the last one that none of ours vouches for is the client. */
    private String sender(String peer, List<String> headers) {
        String[] hops = String.join(",", headers).split(",", -1);
        String sender = peer;
        for (int i = hops.length - 1; i >= 0 && isTrusted(sender); i--) {
            String hop = hops[i].strip();
            if (!isAddress(hop)) {
                break;
            }
            sender = hop;
        }
        return sender;
    }

    /** What the proxy next to us says, who adds to what was there or replaces it. */
    private static boolean isHttps(List<String> headers) {
        @Nullable
        String last = headers.isEmpty() ? null : headers.getLast();
        return last != null
                && last.substring(last.lastIndexOf(',') + 1).strip().equalsIgnoreCase("https");
    }

    private boolean isTrusted(String address) {
        if (networks.isEmpty()) {
            return false;
        }
        InetAddress parsed = NetUtil.createInetAddressFromIpAddressString(address);
        return parsed != null && networks.stream()
                .anyMatch(network -> network.matches(new InetSocketAddress(parsed, 0)));
    }
}
