// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.cli;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Makes a text that a user typed fit to be one part of a path. */
final class PathText {

    private PathText() {}

    static String of(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
