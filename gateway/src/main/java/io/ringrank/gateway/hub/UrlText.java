// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.hub;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Makes texts fit for an address. Any thread. */
final class UrlText {

    private UrlText() {}

    /** As the value of a parameter, or one part of a path. */
    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** As a path, with its slashes. */
    static String path(String text) {
        return Arrays.stream(text.split("/", -1))
                .map(UrlText::encoded)
                .collect(Collectors.joining("/"));
    }
}
