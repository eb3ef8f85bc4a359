// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Deployments that are changed while they serve, with real engines. */
class ReplacementTest {

    private static final String DEPLOYMENTS = "/api/v1/deployments";
    private static final int CALLERS = 4;

    @TempDir
    private Path directory;

    private WholeServer server;

    @BeforeEach
    void start() throws Exception {
        server = new WholeServer(directory, 1, Map.of("cache.max-bytes", "0"));
        assertThat(server.admin("POST", DEPLOYMENTS,
                "{\"name\": \"a\", \"source\": \"builtin\", \"aliases\": [\"live\"]}")
                .statusCode()).isEqualTo(201);
        awaitThat(view -> view.path("state").asText().equals("running"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** Callers that never pause, and what they got. */
    private final class Load implements AutoCloseable {

        final AtomicInteger answered = new AtomicInteger();
        final List<String> failed = new ArrayList<>();
        private final AtomicBoolean over = new AtomicBoolean();
        private final List<Thread> callers;

        Load(String model) {
            callers = IntStream.range(0, CALLERS)
                    .mapToObj(caller -> Thread.ofVirtual().start(() -> {
                        while (!over.get()) {
                            ask(model, caller);
                        }
                    }))
                    .toList();
        }

        private void ask(String model, int caller) {
            ObjectNode body = WholeServer.JSON.createObjectNode()
                    .put("model", model)
                    .put("query", "what is a panda");
            IntStream.range(0, 8)
                    .mapToObj(i -> "a bear " + caller + ' ' + answered + ' ' + i)
                    .forEach(body.putArray("documents")::add);
            HttpResponse<String> response = server.send(body.toString()).join();
            answered.incrementAndGet();
            if (response.statusCode() != 200) {
                synchronized (failed) {
                    failed.add(response.body());
                }
            }
        }

        void awaitAnswers(int more) throws InterruptedException {
            int until = answered.get() + more;
            while (answered.get() < until) {
                pause();
            }
        }

        @Override
        public void close() {
            over.set(true);
            try {
                for (Thread caller : callers) {
                    caller.join();
                }
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    @Test
    void no_request_fails_while_engines_are_replaced_again_and_again() throws Exception {
        Load load = new Load("live");
        try (load) {
            for (int replicas : new int[]{2, 1, 2}) {
                load.awaitAnswers(20);
                List<Long> before = pids();
                edit("{\"replicas\": " + replicas + "}");
                JsonNode view = awaitThat(it -> !it.path("replacing").asBoolean());
                assertThat(view.path("state_message").asText()).isEmpty();
                assertThat(pids()).hasSize(replicas).doesNotContainAnyElementsOf(before);
            }
            load.awaitAnswers(20);
        }

        assertThat(load.failed).isEmpty();
        assertThat(load.answered.get()).isGreaterThan(60);
        while (!server.get("/metrics").body().contains("ringrank_lanes{deployment=\"a\"} 2.0")) {
            pause();
        }
    }

    @Test
    void a_change_that_can_not_run_leaves_what_served_before() throws Exception {
        List<Long> before = pids();
        Load load = new Load("a");
        try (load) {
            edit("{\"options\": {\"device\": \"CUDA7\"}}");

            JsonNode view = awaitThat(it -> !it.path("replacing").asBoolean());
            assertThat(view.path("state").asText()).isEqualTo("running");
            assertThat(view.path("state_message").asText())
                    .contains("serves as before", "there is no device CUDA7")
                    .doesNotContain("deployment a can't run");
            assertThat(view.path("change_failed").asBoolean()).isTrue();
            load.awaitAnswers(10);
        }

        assertThat(load.failed).isEmpty();
        assertThat(pids()).isEqualTo(before);
        edit("{\"options\": null}");
        assertThat(view().path("state_message").asText()).isEmpty();
        assertThat(server.admin("POST", DEPLOYMENTS + "/a/start", "").statusCode()).isEqualTo(200);
        assertThat(pids()).as("what runs is let alone").isEqualTo(before);
    }

    @Test
    void an_alias_moves_to_another_deployment_without_a_failed_request() throws Exception {
        Load load = new Load("live");
        try (load) {
            load.awaitAnswers(10);
            assertThat(server.admin("POST", DEPLOYMENTS, "{\"name\": \"b\", \"source\":"
                    + " \"builtin\", \"aliases\": [\"live\"]}").statusCode()).isEqualTo(201);
            while (!server.get("/readyz").body().contains("\"b\":\"ok\"")) {
                pause();
            }
            assertThat(server.rerank("{\"model\": \"live\", \"query\": \"q\", \"documents\":"
                    + " [\"d\"]}").path("model").asText()).isEqualTo("b");
            load.awaitAnswers(10);
        }

        assertThat(load.failed).isEmpty();
        assertThat(server.admin("DELETE", DEPLOYMENTS + "/a", "").statusCode()).isEqualTo(204);
        while (server.get("/metrics").body().contains("deployment=\"a\"")) {
            pause();
        }
        assertThat(server.get("/metrics").body()).contains("deployment=\"b\"");
    }

    private void edit(String body) throws Exception {
        HttpResponse<String> response = server.admin("PATCH", DEPLOYMENTS + "/a", body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    }

    private JsonNode view() throws Exception {
        return WholeServer.JSON.readTree(server.admin("GET", DEPLOYMENTS + "/a", "").body());
    }

    private List<Long> pids() throws Exception {
        return view().path("details")
                .path("engines")
                .valueStream()
                .map(engine -> engine.path("pid").asLong())
                .toList();
    }

    private JsonNode awaitThat(Predicate<JsonNode> settled) throws Exception {
        JsonNode view = view();
        for (int i = 0; i < 600; i++) {
            if (settled.test(view)) {
                return view;
            }
            pause();
            view = view();
        }
        throw new AssertionError(view);
    }

    /** Nothing tells a client of what comes by itself. */
    private static void pause() throws InterruptedException {
        assertThat(new CountDownLatch(1).await(50, TimeUnit.MILLISECONDS)).isFalse();
    }
}
