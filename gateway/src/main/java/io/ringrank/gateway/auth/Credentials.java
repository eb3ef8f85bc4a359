// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.auth;

import io.vertx.core.MultiMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds the API key among a request's headers. {@code Authorization} wins, as {@code Bearer} or, as
 * LlamaIndex's client for TEI sends it, bare; then {@code x-api-key}, then {@code api-key}.
 */
final class Credentials {

    private static final String BEARER = "bearer ";

    private Credentials() {}

    /** Null if there is none; what it finds may still be wrong. */
    static @Nullable String find(MultiMap headers) {
        String token = fromAuthorization(headers.get("authorization"));
        if (token == null) {
            token = present(headers.get("x-api-key"));
        }
        return token == null ? present(headers.get("api-key")) : token;
    }

    private static @Nullable String fromAuthorization(@Nullable String header) {
        String value = present(header);
        if (value == null) {
            return null;
        }
        if (value.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return present(value.substring(BEARER.length()));
        }
        boolean otherScheme = value.indexOf(' ') >= 0 || value.equalsIgnoreCase(BEARER.strip());
        return otherScheme ? null : value;
    }

    private static @Nullable String present(@Nullable String header) {
        if (header == null) {
            return null;
        }
        String stripped = header.strip();
        return stripped.isEmpty() ? null : stripped;
    }
}
