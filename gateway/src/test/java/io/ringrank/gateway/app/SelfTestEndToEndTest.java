// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringrank.backend.llamacpp.builtin.BuiltinModel;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model whose scores are known, once as it is and once with another bias. */
class SelfTestEndToEndTest {

    private static final int ALIGNMENT_BYTES = 32;

    @TempDir
    private Path data;

    @Test
    void a_model_that_scores_otherwise_than_it_is_known_to_is_not_ready() throws Exception {
        Path good = BuiltinModel.writeTo(Files.createDirectories(data.resolve("files")));
        Path off = data.resolve("off.gguf");
        byte[] bytes = Files.readAllBytes(good);
        // The bias of the classifier is the last tensor.
        ByteBuffer.wrap(bytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putFloat(bytes.length - ALIGNMENT_BYTES, 3);
        Files.write(off, bytes);
        try (WholeServer server = new WholeServer(data.resolve("data"), 1, Map.of(
                "deployments", "good=" + good + ",off=" + off))) {
            HttpResponse<String> ready = server.get("/readyz");
            assertThat(ready.statusCode()).isEqualTo(503);
            JsonNode states = WholeServer.JSON.readTree(ready.body()).path("deployments");
            assertThat(states.path("good").asText()).isEqualTo("ok");
            assertThat(states.path("off").asText()).startsWith("the scores are not those of the"
                    + " model: 6 pairs of the built-in model are off by 3.0");

            JsonNode model = WholeServer.JSON.readTree(server.get("/readyz?verbose").body())
                    .path("deployments")
                    .path("good")
                    .path("model");
            assertThat(model.path("name").asText()).isEqualTo("ringrank-builtin");
            assertThat(model.path("self_test").path("state").asText()).isEqualTo("passed");
            assertThat(model.path("memory").path("weights_bytes").asLong())
                    .isBetween(bytes.length / 2L, (long) bytes.length);

            HttpResponse<String> refused =
                    server.send("""
                                {"model": "off", "query": "a", "documents": ["b"]}""").join();
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.body()).contains("the scores are not those of the model");
            assertThat(server.send("""
                                   {"model": "good", "query": "a", "documents": ["b"]}""")
                    .join()
                    .statusCode())
                    .isEqualTo(200);
        }
    }
}
