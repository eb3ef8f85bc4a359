// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringrank.gateway.dialect.RequestLimits;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients that hold connections, by a clock that is moved by hand. */
class SlowClientsTest {

    private final AtomicLong seconds = new AtomicLong();
    private final Vertx vertx = Vertx.vertx();
    /** A request has 55 seconds, and its body 5 more. */
    private final HttpSettings settings =
            new HttpSettings(new HttpSettings.Address("127.0.0.1", 0), null, "localhost", 1,
                    1 << 20, new RequestLimits(64 << 10, 10, 55_000, 60_000),
                    HttpSettings.Transport.PLAIN);
    private final SlowClients slow = HttpVerticle.slowClients(settings,
            () -> TimeUnit.SECONDS.toNanos(seconds.get()));
    private final io.vertx.core.Context loop = vertx.getOrCreateContext();
    private HttpServer server;

    @BeforeEach
    void start() throws Exception {
        Router router = Router.router(vertx);
        router.route().handler(slow::begin);
        router.get("/").handler(ctx -> ctx.end("here"));
        // Waits for the whole of a body.
        router.post("/").handler(ctx -> ctx.request().body().onSuccess(_ -> ctx.end("read")));
        router.put("/").handler(ctx -> ctx.end("no"));
        server = onLoop(() -> HttpVerticle.server(vertx, settings, slow, router));
        CompletableFuture<Void> listening = new CompletableFuture<>();
        loop.runOnContext(_ -> server.listen(0, "127.0.0.1")
                .onComplete(_ -> listening.complete(null), listening::completeExceptionally));
        listening.get(20, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() {
        TestServer.await(vertx.close());
    }

    private <T> T onLoop(Callable<T> work) throws Exception {
        CompletableFuture<T> done = new CompletableFuture<>();
        loop.runOnContext(_ -> {
            try {
                done.complete(work.call());
            } catch (Exception e) {
                done.completeExceptionally(e);
            }
        });
        return done.get(20, TimeUnit.SECONDS);
    }

    private void passSeconds(long count) throws Exception {
        seconds.addAndGet(count);
        onLoop(() -> {
            slow.sweep();
            return "";
        });
    }

    private Socket connect(String begin) throws Exception {
        int before = onLoop(slow::connections);
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.actualPort());
        socket.setSoTimeout(20_000);
        write(socket, begin);
        await(() -> slow.connections() == before + 1);
        return socket;
    }

    private void await(Callable<Boolean> condition) throws Exception {
        long start = System.nanoTime();
        while (!onLoop(condition)) {
            assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(20));
        }
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String readAnswer(Socket socket) throws IOException {
        return new String(socket.getInputStream()
                .readNBytes(
                        "HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nhere".length()),
                StandardCharsets.US_ASCII);
    }

    @Test
    void a_head_must_be_there_in_time_however_it_trickles() throws Exception {
        try (Socket socket = connect("GET / HTTP/1.1\r\n")) {
            passSeconds(30);
            write(socket, "host: x\r\n");
            passSeconds(14);
            write(socket, "x: y\r\n");
            assertThat(onLoop(slow::connections)).isOne();

            passSeconds(2);

            assertThat(socket.getInputStream().read()).isNegative();
            await(() -> slow.connections() == 0);
        }
    }

    /** Where nothing comes at all, the server's idle timeout is what ends it. */
    @Test
    void a_connection_on_which_nothing_comes_ends_as_well() throws Exception {
        HttpServer impatient = vertx
                .createHttpServer(new HttpServerOptions().setIdleTimeout(1))
                .requestHandler(request -> request.response().end());
        TestServer.await(impatient.listen(0, "127.0.0.1"));
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), impatient.actualPort())) {
            socket.setSoTimeout(20_000);

            assertThat(socket.getInputStream().read()).isNegative();
        }
    }

    @Test
    void between_two_requests_it_may_be_silent_but_the_second_head_may_not_trickle()
            throws Exception {
        try (Socket socket = connect("GET / HTTP/1.1\r\nhost: x\r\n\r\n")) {
            assertThat(readAnswer(socket)).endsWith("here");
            passSeconds(300);
            write(socket, "GET / HTTP/1.1\r\nhost: x\r\n\r\n");
            assertThat(readAnswer(socket)).endsWith("here");
            passSeconds(300);
            write(socket, "GET");
            long before = seconds.get();
            // Until the byte was seen, nothing is late.
            while (onLoop(slow::connections) == 1 && seconds.get() - before < 10_000) {
                passSeconds(46);
            }

            assertThat(socket.getInputStream().read()).isNegative();
        }
    }

    @Test
    void a_body_must_be_there_in_time() throws Exception {
        assertBodyIsWaitedForOnlySoLong("POST");
    }

    @Test
    void a_body_must_be_there_in_time_also_when_its_request_has_its_answer() throws Exception {
        assertBodyIsWaitedForOnlySoLong("PUT");
    }

    private void assertBodyIsWaitedForOnlySoLong(String method) throws Exception {
        try (Socket socket = connect(method + " / HTTP/1.1\r\nhost: x\r\n"
                + "content-length: 10000\r\n\r\n{")) {
            // Once the head was read, 45 seconds are not too long any more.
            long before = seconds.get();
            while (onLoop(slow::connections) == 1 && seconds.get() - before < 10_000) {
                passSeconds(10);
                write(socket, " ");
            }
            assertThat(seconds.get() - before).isBetween(60L, 90L);
        } catch (java.net.SocketException _) {
            // The server may hang up while this side writes.
            assertThat(onLoop(slow::connections)).isZero();
        }
    }
}
