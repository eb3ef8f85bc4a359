// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.rerank;

import io.ringrank.gateway.error.RequestError;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Collects one request's body within the limits of one request and of all together. A JSON body is
 * read whatever its content type says, since clients forget to set it. Event loop only.
 */
final class BodyReader {

    private static final int FIRST_BYTES_MAX = 64 << 10;
    private static final String CONTINUE = "100-continue";

    private final HttpServerRequest request;
    private final ByteBudget budget;
    private final int bytesMax;
    private final Promise<Body> promise = Promise.promise();
    private byte[] bytes = {};
    private int length;
    private boolean refused;
    private boolean released;

    private BodyReader(HttpServerRequest request, ByteBudget budget, int bytesMax) {
        this.request = request;
        this.budget = budget;
        this.bytesMax = bytesMax;
    }

    /** Starts to read; the body counts against the budget until the response has ended. */
    static Future<Body> read(RoutingContext ctx, ByteBudget budget, int bytesMax) {
        BodyReader reader = new BodyReader(ctx.request(), budget, bytesMax);
        ctx.addEndHandler(_ -> reader.release());
        reader.start();
        return reader.promise.future();
    }

    private void start() {
        String encoding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            refuse(new RequestError.UnsupportedEncoding(encoding));
            return;
        }
        long declared = declaredLength(request.getHeader(HttpHeaders.CONTENT_LENGTH));
        if (declared > bytesMax) {
            refuse(new RequestError.BodyTooLarge(bytesMax));
            return;
        }
        if (!grow((int) Math.min(declared, FIRST_BYTES_MAX))) {
            return;
        }
        request.exceptionHandler(_ -> refuse(new RequestError.MalformedRequest()))
                .endHandler(_ -> promise.tryComplete(new Body.Complete(bytes, length)))
                .handler(this::accept);
        if (CONTINUE.equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
            request.response().writeContinue();
        }
    }

    private void accept(Buffer chunk) {
        if (refused) {
            return;
        }
        int needed = length + chunk.length();
        if (needed > bytesMax) {
            refuse(new RequestError.BodyTooLarge(bytesMax));
        } else if (needed <= bytes.length
                || grow((int) Math.min(Math.max(needed, 2L * bytes.length), bytesMax))) {
            chunk.getBytes(bytes, length);
            length = needed;
        }
    }

    private boolean grow(int capacity) {
        if (!budget.tryClaim(capacity - bytes.length)) {
            refuse(new RequestError.TooMuchAtOnce());
            return false;
        }
        bytes = Arrays.copyOf(bytes, capacity);
        return true;
    }

    /** What still comes is read and dropped, or the client could not read the answer. */
    private void refuse(RequestError error) {
        refused = true;
        promise.tryComplete(new Body.Refused(error));
    }

    private void release() {
        if (!released) {
            released = true;
            budget.release(bytes.length);
        }
    }

    private static long declaredLength(@Nullable String header) {
        try {
            return header == null ? 0 : Math.max(0, Long.parseLong(header));
        } catch (NumberFormatException _) {
            // It is a hint only; what comes is counted anyway.
            return 0;
        }
    }
}
