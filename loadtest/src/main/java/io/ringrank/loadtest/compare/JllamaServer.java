// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import de.kherud.llama.LlamaModel;
import de.kherud.llama.ModelParameters;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.stream.StreamSupport;

/**
 * A process that serves jllama's own rerank behind bare HTTP: JSON in, one native call that waits for all
 * its pairs, JSON out. What schedules is the llama.cpp server inside of jllama.
 *
 * <p>The native library lives in this process only. Scores come by text, so documents that are alike get
 * the same one.
 */
public final class JllamaServer {

    /** More than the requests that a comparison has in flight without an overload. */
    private static final int CALLS_MAX = 256;
    private static final int ARGUMENTS = 6;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final LlamaModel model;
    private final WorkerExecutor calls;

    private JllamaServer(LlamaModel model, WorkerExecutor calls) {
        this.model = model;
        this.calls = calls;
    }

    /** Its arguments are for {@link Peer.Jllama} only. */
    public static void main(String[] args) {
        if (args.length != ARGUMENTS) {
            throw new IllegalArgumentException("ringrank bench starts this process by itself");
        }
        int batchTokens = Integer.parseInt(args[4]);
        int threads = Integer.parseInt(args[5]);
        LlamaModel model = new LlamaModel(new ModelParameters().setModel(args[0])
                .enableReranking()
                .setParallel(Integer.parseInt(args[2]))
                .setCtxSize(Integer.parseInt(args[3]))
                .setBatchSize(batchTokens)
                .setUbatchSize(batchTokens)
                .setThreads(threads)
                .setThreadsBatch(threads)
                .disableLog());
        Vertx vertx = Vertx.vertx();
        JllamaServer server = new JllamaServer(model,
                vertx.createSharedWorkerExecutor("rerank", CALLS_MAX));
        vertx.createHttpServer()
                .requestHandler(server::handle)
                .listen(Integer.parseInt(args[1]), "127.0.0.1")
                .await();
    }

    private void handle(HttpServerRequest request) {
        if ("/health".equals(request.path())) {
            request.response().end();
            return;
        }
        request.body()
                .compose(body -> calls.executeBlocking(() -> rerank(body), false))
                .onSuccess(answer -> request.response().end(answer))
                .onFailure(failure -> request.response()
                        .setStatusCode(500)
                        .end(String.valueOf(failure)));
    }

    private Buffer rerank(Buffer body) throws IOException {
        JsonNode question = JSON.readTree(body.getBytes());
        String[] documents = StreamSupport
                .stream(question.path("documents").spliterator(), false)
                .map(JsonNode::asText)
                .toArray(String[]::new);
        Map<String, Float> scores =
                model.rerank(question.path("query").asText(), documents).probabilities;
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode results = answer.putArray("results");
        for (int i = 0; i < documents.length; i++) {
            results.addObject()
                    .put("index", i)
                    .put("relevance_score", Objects.requireNonNull(scores.get(documents[i])));
        }
        return Buffer.buffer(JSON.writeValueAsBytes(answer));
    }
}
