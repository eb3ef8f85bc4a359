// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.rerank;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.HttpServerConnection;

/** Ends what carries a request: its connection, or with HTTP/2 its stream. Event loop only. */
final class Hangup {

    private static final long HTTP_2_NO_ERROR = 0;
    private static final long HTTP_2_CANCEL = 8;

    private Hangup() {}

    /** Says in an answer that is not written yet that the connection ends with it. */
    static void announce(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        if (request.version() != HttpVersion.HTTP_2 && !response.headWritten()) {
            response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
    }

    /** What was written before still gets there. */
    static void hangUp(HttpServerRequest request) {
        if (request.version() == HttpVersion.HTTP_2) {
            request.response().reset(HTTP_2_NO_ERROR);
        } else {
            request.connection().close();
        }
    }

    /** What was written before is lost: its reader takes nothing, and a close would wait for that. */
    static void drop(HttpServerRequest request) {
        if (request.version() == HttpVersion.HTTP_2) {
            request.response().reset(HTTP_2_CANCEL);
        } else if (request.connection() instanceof HttpServerConnection connection) {
            // All that the public API has would wait.
            var _ = connection.channelHandlerContext().close();
        }
    }
}
