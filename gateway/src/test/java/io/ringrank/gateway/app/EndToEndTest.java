// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringrank.backend.llamacpp.builtin.BuiltinModel;
import io.ringrank.gateway.config.RingrankConfig;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole server as the composition root makes it: real HTTP, real engine process, real model. */
class EndToEndTest {

    private static final int LANES = 2;
    private static final String TUTORIAL =
            """
            {"model": "builtin", "query": "What is a panda?", "top_n": 3,
             "documents": ["hi", "it is a bear",
              "The giant panda (Ailuropoda melanoleuca), sometimes called a panda bear or simply \
            panda, is a bear species endemic to China."]}""";

    private static WholeServer server;

    @BeforeAll
    static void start(@TempDir Path dataDir) throws Exception {
        server = new WholeServer(dataDir, LANES);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void ranks_the_tutorials_documents_best_first() throws Exception {
        JsonNode answer = server.rerank(TUTORIAL);

        assertThat(WholeServer.indexes(answer)).containsExactly(2, 1, 0);
        assertThat(answer.path("object").asText()).isEqualTo("list");
        assertThat(answer.path("model").asText()).isEqualTo("builtin");
        assertThat(answer.path("results").path(0).path("document").path("text").asText())
                .startsWith("The giant panda");
        assertThat(answer.path("results").path(0).path("relevance_score").asDouble())
                .isGreaterThan(3);
        assertThat(answer.path("results").path(2).path("relevance_score").asDouble())
                .isLessThan(-3);
    }

    @Test
    void answers_a_repeated_request_from_the_cache_with_the_same_scores() throws Exception {
        String request = TUTORIAL.replace("panda?", "panda bear?");

        JsonNode first = server.rerank(request);
        JsonNode second = server.rerank(request);

        assertThat(second.path("results")).isEqualTo(first.path("results"));
        int tokens = first.path("usage").path("prompt_tokens").asInt();
        assertThat(first.path("usage").path("cached_tokens").asInt()).isZero();
        assertThat(second.path("usage").path("cached_tokens").asInt()).isEqualTo(tokens)
                .isPositive();
    }

    @Test
    void takes_texts_of_every_kind_and_scores_all_of_them() throws Exception {
        ObjectNode body = WholeServer.JSON.createObjectNode().put("return_documents", false);
        ArrayNode documents = body.putArray("documents");
        List.of("", " ", "\u0000", "\ud83d\udc3c panda", "\ud800", "panda \udfff panda",
                "[CLS] [SEP] [MASK] <s> </s> <|im_end|> <unk>", "\u05e9\u05dc\u05d5\u05dd",
                "\u202eright to left", "x".repeat(100_000), "\u00e9".repeat(100_000),
                "panda ".repeat(175_000)).forEach(documents::add);
        for (String query : List.of("panda", "\ud800", "[SEP]", "\u0000", "\ud83d\udc3c")) {
            body.put("query", query);

            // Escaped, because a lone surrogate would not survive its way into UTF-8.
            JsonNode answer = server.rerank(WholeServer.JSON.writer()
                    .with(JsonWriteFeature.ESCAPE_NON_ASCII)
                    .writeValueAsString(body));

            assertThat(WholeServer.indexes(answer)).hasSize(documents.size())
                    .doesNotHaveDuplicates();
            assertThat(answer.has("errors")).isFalse();
        }
        assertThat(server.engines()).hasSize(LANES);
    }

    @Test
    void finds_the_window_that_answers_and_says_where_it_is() throws Exception {
        String answering = "The giant panda is a bear species endemic to China.";
        String document = "\ud83d\udc3c " + "a word about the weather. ".repeat(400) + answering
                + " and nothing more".repeat(400);
        ObjectNode body = WholeServer.JSON.createObjectNode()
                .put("query", "What is a panda?")
                .put("return_documents", false);
        body.putArray("documents").add(document).add("hi");

        JsonNode cut = server.rerank(body.toString());
        JsonNode inWindows = server.rerank(body.put("long_document", "max_window").toString());
        JsonNode again = server.rerank(body.toString());

        JsonNode best = inWindows.path("results").path(0);
        int start = best.path("window").path("start").asInt(-1);
        int end = best.path("window").path("end").asInt(-1);
        assertThat(document.substring(document.offsetByCodePoints(0, start),
                document.offsetByCodePoints(0, end))).contains("giant panda");
        assertThat(best.has("truncated")).isFalse();
        assertThat(inWindows.path("results").path(1).has("window")).isFalse();
        assertThat(best.path("relevance_score").asDouble()).isGreaterThan(0);
        assertThat(cut.path("results").path(0).path("truncated").asBoolean()
                || cut.path("results").path(1).path("truncated").asBoolean()).isTrue();
        assertThat(cut.path("results").path(0).path("relevance_score").asDouble()).isLessThan(0);
        assertThat(again.path("results")).isEqualTo(inWindows.path("results"));
        assertThat(again.path("usage").path("cached_tokens"))
                .isEqualTo(inWindows.path("usage").path("prompt_tokens"));
    }

    @Test
    void names_documents_that_must_not_be_cut_and_ranks_the_others() throws Exception {
        String tooLong = "panda ".repeat(1_000);
        ObjectNode body = WholeServer.JSON.createObjectNode()
                .put("query", "panda")
                .put("long_document", "error");
        body.putArray("documents").add(tooLong).add("a panda");

        JsonNode answer = server.rerank(body.toString());
        body.putArray("documents").add(tooLong);
        HttpResponse<String> refused = server.send(body.toString()).join();

        assertThat(WholeServer.indexes(answer)).containsExactly(1);
        assertThat(answer.path("errors").path(0).path("code").asText())
                .isEqualTo("document_too_long");
        assertThat(answer.path("errors").path(0).path("message").asText())
                .contains("1000 tokens of at most");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("document_too_long", "1000 tokens of at most");
    }

    @Test
    void refuses_a_query_that_leaves_no_room_and_an_instruction_that_nobody_follows()
            throws Exception {
        HttpResponse<String> tooLong = server.send(WholeServer.JSON.createObjectNode()
                .put("query", "panda ".repeat(600))
                .set("documents", WholeServer.JSON.createArrayNode().add("a"))
                .toString()).join();
        HttpResponse<String> instructed =
                server.send("""
                            {"query": "q", "documents": ["a"], "instruction": "Is it red?"}""")
                        .join();

        assertThat(tooLong.statusCode()).isEqualTo(400);
        assertThat(tooLong.body()).contains("query_too_long", "604 tokens of at most 512");
        assertThat(instructed.statusCode()).isEqualTo(400);
        assertThat(instructed.body()).contains("instruction_not_supported");
    }

    @Test
    void shows_operators_its_engines_and_what_it_has_learned_of_them() throws Exception {
        server.rerank(TUTORIAL.replace("panda?", "giant panda?"));

        JsonNode status = WholeServer.JSON.readTree(server.get("/readyz?verbose").body());

        List<JsonNode> running = status.path("deployments")
                .path("builtin")
                .path("engines")
                .valueStream()
                .filter(engine -> engine.has("pid"))
                .toList();
        assertThat(running).isNotEmpty().allSatisfy(engine -> {
            assertThat(server.engines()).extracting(ProcessHandle::pid)
                    .contains(engine.path("pid").asLong());
            assertThat(engine.path("native_build").asText()).isEqualTo("b4916");
            assertThat(engine.path("device").asText()).isNotEmpty();
        });
    }

    @Test
    void remembers_what_batches_cost(@TempDir Path dataDir) throws Exception {
        try (WholeServer other = new WholeServer(dataDir, 1)) {
            other.rerank(TUTORIAL);
        }

        assertThat(new CostFile(dataDir).costs()).hasSize(1).allSatisfy((kind, cost) -> {
            assertThat(kind.modelFingerprint()).isEqualTo(BuiltinModel.SHA256);
            assertThat(cost.nanos(50)).isBetween(1e4, 1e10);
        });
    }

    @Test
    void is_ready_and_counts_what_it_did() throws Exception {
        server.rerank(TUTORIAL);

        assertThat(server.get("/readyz").statusCode()).isEqualTo(200);
        assertThat(server.get("/healthz").statusCode()).isEqualTo(200);
        assertThat(server.get("/metrics").body()).contains("ringrank_requests_total{",
                "ringrank_pairs_total{", "ringrank_tokens_total{", "ringrank_cache_hits_total{",
                "ringrank_queue_wait_seconds_bucket{", "ringrank_batch_fill_bucket{",
                "ringrank_request_seconds_bucket{", "ringrank_lanes{deployment=\"builtin\"}");
    }

    @Test
    void serves_again_after_its_engine_was_killed() throws Exception {
        List<ProcessHandle> before = server.engines();
        assertThat(before).hasSize(LANES);
        String fresh = TUTORIAL.replace("hi", "hello there");

        before.forEach(ProcessHandle::destroyForcibly);
        JsonNode answer = server.rerank(fresh);

        assertThat(WholeServer.indexes(answer)).containsExactly(2, 1, 0);
        assertThat(server.engines()).isNotEmpty().doesNotContainAnyElementsOf(before);
    }

    @Test
    void lanes_that_compute_at_once_score_like_one_alone(@TempDir Path fresh) throws Exception {
        List<String> bodies = IntStream.range(0, 40)
                .mapToObj(i -> TUTORIAL.replace("panda?",
                        "panda number " + i + " that eats bamboo in a forest?"))
                .toList();
        List<CompletableFuture<HttpResponse<String>>> together =
                bodies.stream().map(server::send).toList();
        try (WholeServer alone = new WholeServer(fresh, 1)) {
            for (int i = 0; i < bodies.size(); i++) {
                WholeServer.assertSameScores(WholeServer.answer(together.get(i).join()),
                        alone.rerank(bodies.get(i)));
            }
        }
    }

    @Test
    void keeps_secrets_to_their_owner(@TempDir Path parent) throws Exception {
        Path fresh = parent.resolve("data");
        try (RunningServer _ =
                new Assembly().start(WholeServer.config(fresh, Map.of()), line -> {})) {
            for (String name : List.of("initial-api-key", "initial-admin-password",
                    "ringrank.db")) {
                assertThat(Files.getPosixFilePermissions(fresh.resolve(name))).as(name)
                        .hasSize(2);
            }
            assertThat(Files.getPosixFilePermissions(fresh)).hasSize(3);
        }
    }

    @Test
    void says_which_model_it_cannot_find(@TempDir Path fresh) throws Exception {
        RingrankConfig config =
                WholeServer.config(fresh, Map.of("deployments", "mine=/nowhere/model.gguf"));
        try (RunningServer broken = new Assembly().start(config, line -> {})) {
            assertThatThrownBy(broken::awaitReady).isInstanceOf(ServerStartException.class)
                    .hasMessageContaining("/nowhere/model.gguf");
        }
    }

    @Test
    void starts_no_engine_for_a_file_that_the_doctor_refuses(@TempDir Path fresh)
            throws Exception {
        Path whole = BuiltinModel.writeTo(fresh);
        Path cut = Files.write(fresh.resolve("cut.gguf"),
                Arrays.copyOf(Files.readAllBytes(whole), 5_000_000));
        RingrankConfig config =
                WholeServer.config(fresh.resolve("data"), Map.of("deployments", "mine=" + cut));
        Queue<String> progress = new ConcurrentLinkedQueue<>();
        try (RunningServer broken = new Assembly().start(config, progress::add)) {
            assertThatThrownBy(broken::awaitReady).isInstanceOf(ServerStartException.class)
                    .hasMessageContaining(cut + " is refused: the tensor ")
                    .hasMessageContaining("but the file ends")
                    .hasMessageContaining("fetch the file again");
        }
        assertThat(progress).noneMatch(line -> line.contains("engine"));
    }

    @Test
    void says_that_the_port_is_taken_and_leaves_nothing_running(@TempDir Path fresh)
            throws Exception {
        int engines = server.engines().size();
        RingrankConfig config = WholeServer.config(fresh,
                Map.of("server.port", Integer.toString(server.uri("/").getPort())));

        assertThatThrownBy(() -> new Assembly().start(config, line -> {}))
                .isInstanceOf(ServerStartException.class)
                .hasMessageContaining("port");

        assertThat(server.engines()).hasSize(engines);
    }
}
