// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringrank.gateway.hub.TestHub;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole server whose model lies at a hub, with the real doctor and the real llama.cpp. */
class HubEndToEndTest {

    private static final String PANDA =
            """
            {"model": "bge-reranker-v2-m3", "query": "what is a panda?", "top_n": 2,
             "documents": ["hi", "it is a bear", "the giant panda is a bear"]}""";

    @TempDir
    private Path directory;
    private TestHub hub;

    @BeforeEach
    void start() throws IOException {
        hub = TestHub.withBge();
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    private Map<String, String> settings(String source) {
        return new HashMap<>(Map.of("deployments", "bge-reranker-v2-m3=" + source,
                "hub.endpoint", hub.endpoint().toString(),
                "hub.allowed-hosts", hub.bytesHost(),
                "hub.cache-dir", directory.resolve("hub").toString()));
    }

    private WholeServer server(String source) throws Exception {
        return new WholeServer(directory.resolve("data"), 1, settings(source));
    }

    @Test
    void a_deployment_fetches_its_model_once_and_then_needs_no_hub() throws Exception {
        JsonNode first;
        try (WholeServer server = server("hf:" + TestHub.BGE)) {
            first = server.rerank(PANDA);
            assertThat(first.path("results")).hasSize(2);
            assertThat(WholeServer.JSON.readTree(server.get("/readyz?verbose").body()).toString())
                    .contains("\"file_type\":\"Q8_0\"");
        }
        stop();

        try (WholeServer server = server("hf:" + TestHub.BGE)) {
            WholeServer.assertSameScores(server.rerank(PANDA), first);
        }
        hub = new TestHub();
    }

    @Test
    void a_deployment_says_why_its_model_does_not_come() {
        hub.gated.add(TestHub.BGE);

        assertThatThrownBy(() -> server("hf:" + TestHub.BGE)).isInstanceOf(
                ServerStartException.class)
                .hasMessageContaining("deployment bge-reranker-v2-m3 can't run")
                .hasMessageContaining("licence");
    }
}
