// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.error;

import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/** In which form a client reads errors. */
public enum ErrorShape {
    /**
     * The same text three times, because each family of clients looks for it in another field: OpenAI's
     * in {@code error.message}, Cohere's in {@code message}, Jina's and FastAPI's in {@code detail}.
     */
    COMMON,
    /** Text Embeddings Inference's: {@code error} is the text, {@code error_type} its family. */
    TEI;

    private static final String KEY = ErrorShape.class.getName();

    /** All errors of the request are written so from now on. Event loop only. */
    public void attachTo(RoutingContext ctx) {
        ctx.put(KEY, this);
    }

    static ErrorShape of(RoutingContext ctx) {
        @Nullable
        ErrorShape shape = ctx.get(KEY);
        return shape == null ? COMMON : shape;
    }
}
