// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Engines die and hang while 200 requests are in flight; every one of them gets its scores. */
class UnderFireTest {

    private static final int REQUESTS = 200;
    private static final int DOCUMENTS = 5;
    private static final int TIMEOUT_MILLIS = 120_000;

    /** How many answers there are when the shot falls: enough to have measured what batches cost. */
    private static final int ANSWERS_BEFORE = 10;

    private static final String[] WORDS = ("panda bear bamboo forest mountain river city train "
            + "music guitar recipe bread garden flower winter summer doctor medicine computer "
            + "network database query index search engine ocean fish bird flight planet")
            .split(" ");

    private static List<String> bodies;
    private static List<JsonNode> expected;

    @BeforeAll
    static void askAnUnharmedServer(@TempDir Path dataDir) throws Exception {
        bodies = bodies();
        try (WholeServer server = new WholeServer(dataDir, 1)) {
            expected = bodies.stream()
                    .map(server::send)
                    .toList()
                    .stream()
                    .map(CompletableFuture::join)
                    .map(WholeServer::answer)
                    .toList();
        }
    }

    @AfterAll
    static void forget() {
        bodies = List.of();
        expected = List.of();
    }

    @Test
    void all_are_answered_when_the_only_engine_is_killed(@TempDir Path dataDir) throws Exception {
        try (WholeServer server = new WholeServer(dataDir, 1)) {
            shootAt(server, "KILL");
        }
    }

    @Test
    void all_are_answered_when_the_only_engine_hangs(@TempDir Path dataDir) throws Exception {
        try (WholeServer server = new WholeServer(dataDir, 1)) {
            shootAt(server, "STOP");
        }
    }

    @Test
    void all_are_answered_when_one_of_two_engines_is_killed(@TempDir Path dataDir)
            throws Exception {
        try (WholeServer server = new WholeServer(dataDir, 2)) {
            shootAt(server, "KILL");
        }
    }

    @Test
    void all_are_answered_when_one_of_two_engines_hangs(@TempDir Path dataDir) throws Exception {
        try (WholeServer server = new WholeServer(dataDir, 2)) {
            shootAt(server, "STOP");
        }
    }

    private static void shootAt(WholeServer server, String signal) throws Exception {
        ProcessHandle victim = server.engines().getFirst();
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        bodies.forEach(body -> answers.add(server.send(body)));
        answers.get(ANSWERS_BEFORE).get(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);

        send(signal, victim);

        for (int i = 0; i < REQUESTS; i++) {
            HttpResponse<String> response =
                    answers.get(i).get(2L * TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
            WholeServer.assertSameScores(WholeServer.answer(response), expected.get(i));
        }
        victim.onExit().get(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
        assertThat(server.get("/metrics").body()).contains("ringrank_scheduler_faults_total{"
                + "deployment=\"builtin\"} 0.0");
    }

    private static void send(String signal, ProcessHandle process) throws Exception {
        Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                .inheritIO()
                .start();
        assertThat(kill.waitFor(Duration.ofSeconds(10))).isTrue();
        assertThat(kill.exitValue()).isZero();
    }

    private static List<String> bodies() {
        Random random = new Random(7);
        List<String> bodies = new ArrayList<>();
        for (int i = 0; i < REQUESTS; i++) {
            ObjectNode body = WholeServer.JSON.createObjectNode()
                    .put("query", text(random, 6))
                    .put("return_documents", false)
                    .put("timeout_ms", TIMEOUT_MILLIS);
            ArrayNode documents = body.putArray("documents");
            for (int document = 0; document < DOCUMENTS; document++) {
                documents.add(text(random, 60));
            }
            bodies.add(body.toString());
        }
        return bodies;
    }

    private static String text(Random random, int words) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < words; i++) {
            text.append(WORDS[random.nextInt(WORDS.length)]).append(' ');
        }
        return text.toString();
    }
}
