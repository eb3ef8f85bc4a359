// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * The least that a server of JSON does, in a process of its own: takes a body, parses it with Jackson, and
 * writes an answer with it. The answer comes on standard input; the port goes to standard output.
 */
final class BareHandler extends VerticleBase {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final SocketAddress FREE_PORT =
            SocketAddress.sharedRandomPort(1, "127.0.0.1");

    /** As many as the server has by default. */
    private static final int EVENT_LOOPS =
            Math.max(1, Runtime.getRuntime().availableProcessors() / 4);

    private final JsonNode answer;
    private int port;

    private BareHandler(JsonNode answer) {
        this.answer = answer;
    }

    public static void main(String[] arguments) throws IOException {
        JsonNode answer = JSON.readTree(System.in);
        BareHandler[] last = new BareHandler[1];
        Vertx.vertx()
                .deployVerticle(() -> last[0] = new BareHandler(answer), new DeploymentOptions()
                        .setInstances(EVENT_LOOPS))
                .await();
        System.out.println(last[0].port);
    }

    @Override
    public Future<HttpServer> start() {
        return vertx.createHttpServer()
                .requestHandler(request -> request.body().onSuccess(body -> reply(request, body)))
                .listen(FREE_PORT)
                .onSuccess(server -> port = server.actualPort());
    }

    private void reply(HttpServerRequest request, Buffer body) {
        try {
            boolean whole = JSON.readTree(body.getBytes()).has("documents");
            request.response()
                    .setStatusCode(whole ? 200 : 400)
                    .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                    .end(Buffer.buffer(JSON.writeValueAsBytes(answer)));
        } catch (IOException e) {
            throw new UncheckedIOException("the load sends JSON", e);
        }
    }
}
