// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringrank.gateway.dialect.Dialects;
import io.ringrank.gateway.dialect.RequestLimits;
import io.ringrank.scheduler.ticket.JobClass;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Batches against a real server. */
class BatchApiTest {

    private static final RequestLimits LIMITS = new RequestLimits(1 << 20, 10, 30_000, 60_000);

    private static final int QUERIES_OF_8_MB = 2000;

    private TestServer server = new TestServer(4 << 20, LIMITS);

    @AfterEach
    void stop() {
        server.close();
    }

    private HttpRequest.Builder batch(String body) {
        return server.rerank(body).uri(server.request("/v1/rerank/batch").build().uri());
    }

    private static String query(Object id) {
        return new JsonObject().put("custom_id", id)
                .put("query", "q" + id)
                .put("documents", new JsonArray().add("a").add("bb"))
                .encode();
    }

    private static String lines(int count) {
        return IntStream.range(0, count)
                .mapToObj(BatchApiTest::query)
                .collect(Collectors.joining("\n"));
    }

    private List<JsonObject> answers(String body) throws Exception {
        HttpResponse<String> response = server.send(batch(body));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type")).contains("application/x-ndjson");
        return response.body().lines().map(JsonObject::new).toList();
    }

    private FakeTarget.Held submitted() throws InterruptedException {
        return Objects.requireNonNull(server.target.submitted
                .poll(TestServer.PATIENCE.toSeconds(), TimeUnit.SECONDS), "came in time");
    }

    private static void answer(FakeTarget.Held held) {
        held.outcome.complete(FakeTarget.byLength(held.job));
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s\n%s", "%s\r\n\r\n%s\r\n", "[%s, %s]", " \n [%s,\n%s]\n"})
    void answers_lines_and_arrays_alike(String form) throws Exception {
        List<JsonObject> answers = answers(form.formatted(query("x"), query(7)));

        assertThat(answers).hasSize(2)
                .allSatisfy(answer -> assertThat(answer.getInteger("status")).isEqualTo(200));
        assertThat(answers.stream().map(answer -> answer.getValue("custom_id")))
                .containsExactlyInAnyOrder("x", 7);
        JsonObject response = answers.getFirst().getJsonObject("response");
        assertThat(response.getString("object")).isEqualTo("list");
        assertThat(response.getJsonArray("results").getJsonObject(0).getInteger("index")).isOne();
        assertThat(response.getString("id")).isNotEqualTo(
                answers.getLast().getJsonObject("response").getString("id"));
    }

    @Test
    void says_of_each_line_what_is_wrong_with_it_and_goes_on() throws Exception {
        List<JsonObject> answers =
                answers("""
                        {"query": "q", "documents": [], "custom_id": "empty"}
                        {"query": "q", "documents": ["a"], "custom_id": {}}
                        {"query": "q", "documents": ["a"], "custom_id": "cut"
                        7
                        {"custom_id": "model", "query": "q", "documents": ["a"], "model": "nope"}
                        {"query": "q", "documents": ["a"]}
                        """);

        assertThat(answers).hasSize(6);
        assertThat(answers.stream().map(answer -> answer.getInteger("status")))
                .containsExactlyInAnyOrder(400, 400, 400, 400, 404, 200);
        JsonObject first = byIndex(answers, 0);
        assertThat(first.getString("custom_id")).isEqualTo("empty");
        assertThat(first.getJsonObject("error").getString("param")).isEqualTo("documents");
        assertThat(byIndex(answers, 1).getJsonObject("error").getString("param"))
                .isEqualTo("custom_id");
        assertThat(byIndex(answers, 2).getString("custom_id")).isEqualTo("cut");
        assertThat(byIndex(answers, 2).getJsonObject("error").getString("code"))
                .isEqualTo("invalid_json");
        assertThat(byIndex(answers, 4).getJsonObject("error").getString("code"))
                .isEqualTo("model_not_found");
        assertThat(byIndex(answers, 5).containsKey("custom_id")).isFalse();
    }

    private static JsonObject byIndex(List<JsonObject> answers, int index) {
        return answers.stream()
                .filter(answer -> answer.getInteger("index") == index)
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \n ", "[]", "[1]", "[{]", "[{}", "[{}] x", "[[]]"})
    void refuses_what_has_no_queries_or_no_end(String body) throws Exception {
        HttpResponse<String> response = server.send(batch(body));

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(TestServer.json(response).getJsonObject("error").getString("code"))
                .isEqualTo("invalid_json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s", "[%s]"})
    void takes_ten_thousand_queries_and_no_more(String form) throws Exception {
        String separator = form.equals("%s") ? "\n" : ",";
        String most = "{\"query\": \"q\"}" + (separator + "{\"query\": \"q\"}").repeat(9_999);

        assertThat(answers(form.formatted(most))).hasSize(10_000);
        HttpResponse<String> response =
                server.send(batch(form.formatted(most + separator + "{}")));
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("too_many_queries", "10000");
    }

    @Test
    void speaks_the_dialect_that_a_line_or_the_header_names() throws Exception {
        List<JsonObject> answers = answers("{\"query\": \"q\", \"texts\": [\"a\", \"bb\"]}");
        assertThat(answers.getFirst()
                .getJsonArray("response")
                .getJsonObject(0)
                .containsKey("score")).isTrue();

        HttpResponse<String> cohere =
                server.send(batch(query("x")).header(Dialects.HEADER, "cohere"));
        assertThat(new JsonObject(cohere.body()).getJsonObject("response").containsKey("meta"))
                .isTrue();
    }

    @Test
    void its_queries_wait_behind_others_and_for_as_long_as_any_may() throws Exception {
        answers(query(1) + "\n{\"query\": \"q\", \"documents\": [\"a\"], \"timeout_ms\": 5000,"
                + " \"priority\": \"interactive\"}");

        FakeTarget.Held first = submitted();
        FakeTarget.Held second = submitted();
        assertThat(List.of(first.job.terms().jobClass(), second.job.terms().jobClass()))
                .containsOnly(JobClass.BATCH);
        assertThat(first.job.terms().timeoutNanos()).isBetween(TimeUnit.SECONDS.toNanos(50),
                TimeUnit.SECONDS.toNanos(60));
        assertThat(second.job.terms().timeoutNanos())
                .isLessThanOrEqualTo(TimeUnit.SECONDS.toNanos(5));
    }

    private BufferedReader send(Socket socket, String body) throws Exception {
        socket.setSoTimeout((int) TestServer.PATIENCE.toMillis());
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        socket.getOutputStream()
                .write(("POST /v1/rerank/batch HTTP/1.1\r\nhost: x\r\naccept-encoding: gzip\r\n"
                        + "authorization: Bearer " + server.inference.key().value()
                        + "\r\ncontent-length: " + bytes.length + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().write(bytes);
        return new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    private Socket connect() throws Exception {
        return new Socket(InetAddress.getLoopbackAddress(), server.service.port());
    }

    private static String nextLine(BufferedReader in) throws Exception {
        String line = in.readLine();
        while (line != null && !line.startsWith("{")) {
            line = in.readLine();
        }
        return Objects.requireNonNull(line, "the connection was closed");
    }

    @Test
    void answers_each_query_when_it_is_done_and_not_in_their_order() throws Exception {
        server.target.holding = true;
        try (Socket socket = connect()) {
            BufferedReader in = send(socket, lines(3));
            List<FakeTarget.Held> held = List.of(submitted(), submitted(), submitted());

            for (int i : new int[]{2, 0, 1}) {
                answer(held.get(i));
                assertThat(new JsonObject(nextLine(in)).getValue("custom_id")).isEqualTo(i);
            }
        }
    }

    @Test
    void has_no_more_documents_under_way_than_one_request_may_have() throws Exception {
        server.target.holding = true;
        try (Socket socket = connect()) {
            // Two documents each, of ten that may be under way.
            BufferedReader in = send(socket, lines(40));
            List<FakeTarget.Held> held = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                held.add(submitted());
            }
            assertThat(server.target.submitted.poll(50, TimeUnit.MILLISECONDS)).isNull();

            answer(held.getFirst());
            nextLine(in);
            assertThat(submitted().job.query()).isEqualTo("q5");
            assertThat(server.target.submitted.poll(50, TimeUnit.MILLISECONDS)).isNull();
        }
    }

    @Test
    void gives_up_what_runs_when_its_client_goes_away() throws Exception {
        server.target.holding = true;
        List<FakeTarget.Held> held = new ArrayList<>();
        try (Socket socket = connect()) {
            send(socket, lines(40));
            for (int i = 0; i < 5; i++) {
                held.add(submitted());
            }
        }

        for (FakeTarget.Held one : held) {
            one.cancelled.get(TestServer.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
        assertThat(server.target.submitted).isEmpty();
    }

    @Test
    void begins_nothing_more_while_its_client_does_not_read_and_hangs_up_in_the_end()
            throws Exception {
        server.close();
        server = new TestServer(16 << 20, new RequestLimits(16 << 20, 10, 500, 60_000));
        String line = "{\"query\": \"q\", \"documents\": [\"" + "x".repeat(4000) + "\"]}\n";
        String other = "{\"query\": \"" + "q".repeat(10 << 20) + "\", \"documents\": [\"\"]}";
        try (Socket socket = new Socket()) {
            socket.setReceiveBufferSize(4096);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(),
                    server.service.port()));
            BufferedReader in = send(socket, line.repeat(QUERIES_OF_8_MB));

            // There is no room for another body until the batch has ended.
            long start = System.nanoTime();
            HttpResponse<String> response = server.send(server.rerank(other));
            while (response.statusCode() != 200) {
                assertThat(System.nanoTime() - start).as(response.body())
                        .isLessThan(TestServer.PATIENCE.toNanos());
                response = server.send(server.rerank(other));
            }

            assertThat(server.target.submitted.size()).isLessThan(QUERIES_OF_8_MB);
            assertThat(linesUntilTheEnd(in)).isLessThan(QUERIES_OF_8_MB);
        }
    }

    private static long linesUntilTheEnd(BufferedReader in) throws IOException {
        long count = 0;
        try {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                count += line.startsWith("{") ? 1 : 0;
            }
        } catch (SocketException _) {
            // It may end with a reset.
        }
        return count;
    }

    @Test
    void refuses_the_rest_when_the_server_goes_down() throws Exception {
        server.target.holding = true;
        try (Socket socket = connect()) {
            BufferedReader in = send(socket, lines(8));
            List<FakeTarget.Held> held = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                held.add(submitted());
            }

            Future<Void> drained = server.service.drain();
            held.forEach(BatchApiTest::answer);

            List<Integer> statuses = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                statuses.add(new JsonObject(nextLine(in)).getInteger("status"));
            }
            assertThat(statuses).containsExactlyInAnyOrder(200, 200, 200, 200, 200, 503, 503, 503);
            TestServer.await(drained);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16LE", "UTF-32LE"})
    void refuses_an_array_that_is_not_utf_8(String charset) throws Exception {
        HttpResponse<String> response = server.send(batch("")
                .POST(BodyPublishers
                        .ofByteArray(("[" + query(1) + "]").getBytes(Charset.forName(charset)))));

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(new JsonObject(response.body()).getJsonObject("error").getString("code"))
                .isEqualTo("invalid_json");
    }

    @Test
    void holds_its_body_against_the_memory_of_all_until_its_last_query_is_read()
            throws Exception {
        server.close();
        server = new TestServer(64 << 10, TestServer.LIMITS);
        server.target.holding = true;
        String padded = "{\"query\": \"q\", \"documents\": [\"" + "x".repeat(40_000)
                + "\", \"\"" + ", \"\"".repeat(8) + "]}";
        try (Socket socket = connect()) {
            BufferedReader in = send(socket, padded + "\n" + query(1));
            FakeTarget.Held held = submitted();
            assertThat(server.send(server.rerank(padded)).statusCode()).isEqualTo(429);

            answer(held);
            nextLine(in);
            FakeTarget.Held last = submitted();
            server.target.holding = false;
            // The body is let go on the event loop of the batch, right after its last query has begun.
            int status = 429;
            for (int i = 0; i < 100 && status == 429; i++) {
                status = server.send(server.rerank(padded)).statusCode();
            }
            assertThat(status).isEqualTo(200);
            answer(last);
            nextLine(in);
        }
    }
}
