// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.compare;

import io.ringrank.loadtest.load.Endpoint;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;

/**
 * A server that can be asked. Any thread.
 *
 * @param name for reports
 * @param server base address; its path goes before the dialect's
 * @param apiKey empty to send none
 * @param model empty leaves it to the server
 */
record Target(String name, Dialect dialect, URI server, String apiKey, String model) {

    private static final String PATIENCE_MS = "300000";

    /**
     * Reads {@code NAME=DIALECT@URL} or {@code NAME=DIALECT@URL#MODEL}.
     *
     * @throws IllegalArgumentException that says what is wrong
     */
    static Target parse(String text, String apiKey) {
        int equals = text.indexOf('=');
        int at = text.indexOf('@', equals);
        if (equals < 1 || at < 0) {
            throw new IllegalArgumentException(
                    "a target looks like tei=tei@http://127.0.0.1:8080, not \"" + text + "\"");
        }
        String label = text.substring(equals + 1, at);
        Dialect dialect = Dialect.named(label)
                .orElseThrow(() -> new IllegalArgumentException(
                        "no dialect is called \"" + label + "\"; there are "
                                + String.join(", ", Dialect.labels())));
        URI url = URI.create(text.substring(at + 1));
        if (url.getHost() == null) {
            throw new IllegalArgumentException("no address: \"" + text.substring(at + 1) + "\"");
        }
        String model = url.getFragment() == null ? "" : url.getFragment();
        return new Target(text.substring(0, equals), dialect, url, apiKey, model);
    }

    /** Its route, for those who wait as long as it takes. */
    Endpoint patient(int documents) {
        return endpoint(documents, PATIENCE_MS);
    }

    /** Its route, for those who tell the server how long they wait, where it understands that. */
    Endpoint hasty(int documents, int timeoutMs) {
        return endpoint(documents, String.valueOf(timeoutMs));
    }

    private Endpoint endpoint(int documents, String timeoutMs) {
        Map<String, String> headers = new HashMap<>();
        if (!apiKey.isEmpty()) {
            headers.put("authorization", "Bearer " + apiKey);
        }
        if (dialect == Dialect.RINGRANK) {
            headers.put("x-request-timeout-ms", timeoutMs);
        }
        return new Endpoint(route(), headers,
                answer -> dialect.logits(answer, documents).isPresent());
    }

    URI route() {
        String base = server.getRawPath() == null ? "" : server.getRawPath();
        String folder = base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
        return URI.create(server.getScheme() + "://" + server.getRawAuthority() + folder
                + dialect.path());
    }
}
