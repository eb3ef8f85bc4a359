// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.hub;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;

/**
 * Where a hub may send this server. Any thread; waits for the name server.
 */
final class HostRules {
    /*
     * A hub answers with addresses, and so could make the server ask for things in its own network.
     * So only the hub's own names are followed, over TLS, and only to public addresses; what an operator
     * names is trusted as it is. The name is looked up here and once more by the connection: who can
     * change it in between is the hub's own name server.
     */

    private static final int HTTPS_PORT = 443;
    private static final int HTTP_PORT = 80;
    private static final int V4_BYTES = 4;
    /** 64:ff9b::/96. */
    private static final byte[] NAT64 = {0, 0x64, (byte) 0xff, (byte) 0x9b, 0, 0, 0, 0, 0, 0, 0, 0};
    /** 64:ff9b:1::/48. */
    private static final byte[] LOCAL_NAT64 = {0, 0x64, (byte) 0xff, (byte) 0x9b, 0, 1};
    /** 2002::/16. */
    private static final byte[] SIX_TO_FOUR = {0x20, 0x02};
    /** ::/96. */
    private static final byte[] V4_COMPATIBLE = new byte[12];

    private final URI endpoint;
    private final Set<String> domains;
    private final Set<String> allowed;
    private final boolean looksUp;

    /**
     * @param domains of the hub: they and the names below them
     * @param allowed {@code HOST} or {@code HOST:PORT} of the operator
     * @param looksUp whether names can be looked up here; behind a proxy only the proxy may
     */
    HostRules(URI endpoint, Set<String> domains, Set<String> allowed, boolean looksUp) {
        this.endpoint = endpoint;
        this.domains = domains;
        this.allowed = allowed;
        this.looksUp = looksUp;
    }

    /** Whether it is the hub itself, which may see its token. */
    boolean isHub(URI uri) {
        return String.valueOf(uri.getScheme()).equalsIgnoreCase(endpoint.getScheme())
                && host(uri).equals(host(endpoint)) && port(uri) == port(endpoint);
    }

    /** @throws HubException if the server must not go there */
    void check(URI uri) throws HubException {
        String host = host(uri);
        if (isHub(uri) || isAllowed(uri, host)) {
            return;
        }
        if (!"https".equalsIgnoreCase(uri.getScheme()) || port(uri) != HTTPS_PORT
                || !isOfHub(host)) {
            throw forbidden(uri, "which is not one of its own");
        }
        if (looksUp && leadsInside(host)) {
            throw forbidden(uri, "which has a private address");
        }
    }

    private boolean isAllowed(URI uri, String host) {
        int usual = "https".equalsIgnoreCase(uri.getScheme()) ? HTTPS_PORT : HTTP_PORT;
        return allowed.contains(host + ':' + port(uri))
                || (port(uri) == usual && allowed.contains(host));
    }

    private boolean isOfHub(String host) {
        return isBelow(host, host(endpoint))
                || domains.stream().anyMatch(domain -> isBelow(host, domain));
    }

    private static boolean isBelow(String host, String domain) {
        return host.equals(domain) || host.endsWith('.' + domain);
    }

    private static boolean leadsInside(String host) throws HubException {
        try {
            for (InetAddress address : InetAddress.getAllByName(host)) {
                if (isPrivate(address)) {
                    return true;
                }
            }
            return false;
        } catch (UnknownHostException e) {
            throw new HubException(HubProblem.Kind.UNREACHABLE,
                    "The name " + host + " is not known here; is there a network?");
        }
    }

    /** Whether an address means this machine, a network around it, or nothing on the internet. */
    static boolean isPrivate(InetAddress address) {
        byte[] bytes = address.getAddress();
        return address.isLoopbackAddress() || address.isAnyLocalAddress()
                || address.isLinkLocalAddress() || address.isSiteLocalAddress()
                || address.isMulticastAddress()
                || (bytes.length == V4_BYTES ? isPrivateV4(bytes) : isPrivateV6(bytes));
    }

    /** What the JDK doesn't know of https://www.iana.org/assignments/iana-ipv4-special-registry. */
    private static boolean isPrivateV4(byte[] bytes) {
        int first = Byte.toUnsignedInt(bytes[0]);
        int second = Byte.toUnsignedInt(bytes[1]);
        boolean thisNetwork = first == 0;
        boolean ofProvider = first == 100 && (second & 0xc0) == 64;
        boolean ofProtocols = first == 192 && second == 0 && bytes[2] == 0;
        boolean ofBenchmarks = first == 198 && (second & 0xfe) == 18;
        boolean reserved = first >= 240;
        return thisNetwork || ofProvider || ofProtocols || ofBenchmarks || reserved;
    }

    /**
     * The same of https://www.iana.org/assignments/iana-ipv6-special-registry. Behind the prefix of NAT64
     * (RFC 6052) and in 6to4 (RFC 3056) is an address of version 4, and that decides: where there is no
     * other network, the hub has an address behind that prefix, too.
     */
    private static boolean isPrivateV6(byte[] bytes) {
        boolean uniqueLocal = (bytes[0] & 0xfe) == 0xfc;
        return uniqueLocal || startsWith(bytes, LOCAL_NAT64)
                || (startsWith(bytes, NAT64) && leadsInside(bytes, NAT64.length))
                || (startsWith(bytes, V4_COMPATIBLE) && leadsInside(bytes, V4_COMPATIBLE.length))
                || (startsWith(bytes, SIX_TO_FOUR) && leadsInside(bytes, SIX_TO_FOUR.length));
    }

    private static boolean startsWith(byte[] bytes, byte[] prefix) {
        return Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
    }

    private static boolean leadsInside(byte[] bytes, int from) {
        try {
            return isPrivate(
                    InetAddress.getByAddress(Arrays.copyOfRange(bytes, from, from + V4_BYTES)));
        } catch (UnknownHostException e) {
            throw new AssertionError("four bytes are an address", e);
        }
    }

    private HubException forbidden(URI uri, String why) {
        String host = host(uri);
        return new HubException(HubProblem.Kind.FORBIDDEN_HOST,
                "The hub sends this server to " + (host.isEmpty() ? "nowhere" : authority(uri))
                        + ", " + why + "; if you trust it, add it to hub.allowed-hosts.");
    }

    private static String authority(URI uri) {
        return host(uri) + ':' + port(uri);
    }

    private static String host(URI uri) {
        return uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
    }

    private static int port(URI uri) {
        if (uri.getPort() >= 0) {
            return uri.getPort();
        }
        return "https".equalsIgnoreCase(uri.getScheme()) ? HTTPS_PORT : HTTP_PORT;
    }
}
