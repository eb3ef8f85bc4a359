// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringrank.gateway.dialect.RequestLimits;
import io.vertx.core.Future;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Bodies that come slowly, or never. */
class UploadTest {

    private static final String GO_ON = "HTTP/1.1 100 Continue\r\n\r\n";
    private static final RequestLimits IMPATIENT = new RequestLimits(64 << 10, 10, 300, 60_000);
    private static final String LARGE =
            "{\"query\": \"q\", \"documents\": [\"" + "x".repeat(60_000) + "\"]}";

    private TestServer server = new TestServer();

    @AfterEach
    void stop() {
        server.close();
    }

    private void restart(RequestLimits limits) {
        server.close();
        server = new TestServer(128 << 10, limits);
    }

    private Socket open(String header) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.service.port());
        socket.setSoTimeout((int) TestServer.PATIENCE.toMillis());
        write(socket, "POST /v1/rerank HTTP/1.1\r\nhost: x\r\nauthorization: Bearer "
                + server.inference.key().value() + "\r\n" + header + "\r\n\r\n");
        return socket;
    }

    /** The server waits for the body when this returns. */
    private Socket openForBody(int bytes) throws IOException {
        Socket socket = open("expect: 100-continue\r\ncontent-length: " + bytes);
        assertThat(new String(socket.getInputStream().readNBytes(GO_ON.length()),
                StandardCharsets.US_ASCII)).isEqualTo(GO_ON);
        return socket;
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String readAll(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private FakeTarget.Held submitted() throws InterruptedException {
        return Objects.requireNonNull(server.target.submitted
                .poll(TestServer.PATIENCE.toSeconds(), TimeUnit.SECONDS), "came in time");
    }

    private void sendUntil(int status) throws Exception {
        long start = System.nanoTime();
        while (server.send(server.rerank(LARGE)).statusCode() != status) {
            assertThat(System.nanoTime() - start).isLessThan(TestServer.PATIENCE.toNanos());
        }
    }

    @Test
    void ends_a_slow_upload_within_the_default_timeout() throws Exception {
        restart(IMPATIENT);
        try (Socket slow = openForBody(1000)) {
            write(slow, "{");

            assertThat(readAll(slow)).startsWith("HTTP/1.1 408")
                    .contains("\"code\":\"upload_timeout\"", "300 ms", "connection: close");
        }
    }

    @Test
    void hangs_up_on_a_refused_upload_that_does_not_end() throws Exception {
        restart(IMPATIENT);
        try (Socket slow = open("content-length: 1000000")) {
            write(slow, "{");

            assertThat(readAll(slow)).startsWith("HTTP/1.1 413");
        }
    }

    @Test
    void ends_a_slow_upload_of_an_http_2_client() throws Exception {
        restart(IMPATIENT);
        Flow.Publisher<ByteBuffer> never = subscriber -> subscriber.onSubscribe(
                new Flow.Subscription() {
                    @Override
                    public void request(long n) {}

                    @Override
                    public void cancel() {}
                });
        try (HttpClient client = HttpClient.newHttpClient()) {
            client.send(server.request("/healthz").build(), BodyHandlers.ofString());
            HttpResponse<String> response = client.send(
                    server.rerank("").POST(BodyPublishers.fromPublisher(never)).build(),
                    BodyHandlers.ofString());

            assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(response.statusCode()).isEqualTo(408);
            assertThat(response.body()).contains("upload_timeout");
            assertThat(client.send(server.rerank(LARGE).build(), BodyHandlers.ofString())
                    .statusCode()).isEqualTo(200);
        }
    }

    @Test
    void counts_the_upload_against_the_timeout_of_the_request() throws Exception {
        String body = "{\"query\": \"q\", \"documents\": [\"a\"], \"timeout_ms\": 3}";
        try (Socket slow = openForBody(body.length())) {
            long start = System.nanoTime();
            while (System.nanoTime() - start < TimeUnit.MILLISECONDS.toNanos(3)) {
                Thread.onSpinWait();
            }
            write(slow, body);
            slow.shutdownOutput();

            assertThat(readAll(slow)).startsWith("HTTP/1.1 504").contains("within 3 ms");
        }
        assertThat(server.target.submitted).isEmpty();
    }

    @Test
    void does_not_wait_for_uploads_when_it_drains() throws Exception {
        try (Socket slow = openForBody(1000)) {
            write(slow, "{");

            Future<Void> drained = server.service.drain();

            TestServer.await(drained);
            assertThat(readAll(slow)).startsWith("HTTP/1.1 503")
                    .contains("\"code\":\"shutting_down\"", "connection: close");
        }
    }

    @Test
    void holds_no_memory_for_what_is_announced_only() throws Exception {
        try (Socket one = openForBody(60_000);
                Socket two = openForBody(60_000);
                Socket three = openForBody(60_000)) {
            assertThat(server.send(server.rerank(LARGE)).statusCode()).isEqualTo(200);
            assertThat(one.isConnected() && two.isConnected() && three.isConnected()).isTrue();
        }
    }

    @Test
    void refuses_bodies_that_do_not_fit_beside_those_that_come() throws Exception {
        String most = LARGE.substring(0, 50_000);
        try (Socket one = openForBody(60_000); Socket two = openForBody(60_000)) {
            write(one, most);
            write(two, most);

            sendUntil(429);
        }
        sendUntil(200);
    }

    @Test
    void holds_no_body_while_its_request_waits_for_scores() throws Exception {
        server.target.holding = true;
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            answers.add(server.client.sendAsync(server.rerank(LARGE).build(),
                    BodyHandlers.ofString()));
        }

        List<FakeTarget.Held> together = List.of(submitted(), submitted(), submitted());

        together.forEach(held -> held.outcome.complete(FakeTarget.byLength(held.job)));
        for (CompletableFuture<HttpResponse<String>> answer : answers) {
            assertThat(answer.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        }
    }
}
