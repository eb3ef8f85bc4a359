// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.http;

import io.netty.util.NetUtil;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The names by which the admin API may be called. A page of somebody else can have its own name
 * resolve to this server, and a browser would then let it talk to us; but the browser says the page's
 * name in {@code Host}. Addresses are not names, and so may always be used. Immutable; any thread.
 */
final class HostNames {

    private static final String ANY = "*";

    private final Set<String> names;

    /** @param list separated by commas; {@code *} for any name */
    HostNames(String list) {
        this.names = Arrays.stream(list.split(","))
                .map(String::strip)
                .map(HostNames::plain)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }

    boolean include(String host) {
        String name = plain(host);
        return names.contains(ANY) || names.contains(name) || NetUtil.isValidIpV4Address(name)
                || NetUtil.isValidIpV6Address(name);
    }

    private static String plain(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }
}
