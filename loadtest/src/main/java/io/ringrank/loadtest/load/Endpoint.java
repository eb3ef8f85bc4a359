// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.load;

import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Where requests go.
 *
 * @param url of the route
 * @param headers of every request
 * @param whole tells an answer with status 200 that is one from an answer that is none
 */
public record Endpoint(URI url, Map<String, String> headers, Predicate<Buffer> whole) {

    /** Keeps a copy of the headers. */
    public Endpoint {
        headers = Map.copyOf(headers);
    }

    /** Ringrank's own route, whose answers are believed. */
    public static Endpoint ofRingrank(URI server, String apiKey, Map<String, String> moreHeaders) {
        Map<String, String> headers = new HashMap<>(moreHeaders);
        headers.put("authorization", "Bearer " + apiKey);
        return new Endpoint(server.resolve("/v1/rerank"), headers, _ -> true);
    }
}
