// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.compare;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;

/** Speaks the dialect of Text Embeddings Inference, and gives document i the score 100 + i. */
final class FakeTei implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;

    private FakeTei(HttpServer server) {
        this.server = server;
    }

    static FakeTei start() throws IOException {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/rerank", FakeTei::answer);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        return new FakeTei(server);
    }

    private static void answer(HttpExchange exchange) throws IOException {
        int count = JSON.readTree(exchange.getRequestBody()).path("texts").size();
        ArrayNode results = JSON.createArrayNode();
        for (int i = count - 1; i >= 0; i--) {
            results.addObject().put("index", i).put("score", 100.0 + i);
        }
        byte[] answer = JSON.writeValueAsBytes(results);
        exchange.sendResponseHeaders(200, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
