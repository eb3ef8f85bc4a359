// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A whole server, as it is set up by default, beside clients that hold its connections. */
class HeldConnectionsTest {

    private static final int OF_EACH_KIND = 400;
    private static final int LARGE_AT_ONCE = 100;
    private static final int SWEEP_MILLIS = 20;
    private static final int LOOK_MILLIS = 100;
    private static final long WAIT_SECONDS_MAX = 10_000;
    private static final String CHUNKED =
            "POST /v1/rerank HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n";
    private static final String GOOD = "{\"query\": \"q\", \"documents\": [\"a\"]}";

    private final AtomicLong seconds = new AtomicLong();
    private final TestServer server = new TestServer(
            new HttpSettings(new HttpSettings.Address("127.0.0.1", 0), null, "localhost", 2,
                    128 << 10, TestServer.LIMITS, HttpSettings.Transport.PLAIN),
            new HttpVerticle.Sweep(() -> TimeUnit.SECONDS.toNanos(seconds.get()), SWEEP_MILLIS));
    private final List<Socket> held = new ArrayList<>();

    @AfterEach
    void stop() throws IOException {
        for (Socket socket : held) {
            socket.close();
        }
        server.close();
    }

    private Socket hold(String begun) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.service.port());
        held.add(socket);
        socket.setSoTimeout(LOOK_MILLIS);
        socket.getOutputStream().write(begun.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private void othersAreServed() throws Exception {
        assertThat(server.send(server.rerank(GOOD)).statusCode()).isEqualTo(200);
        assertThat(server.get("/healthz").statusCode()).isEqualTo(200);
    }

    /** A head with a key, and nothing of its body. */
    private String headOf(String body) {
        return "POST /v1/rerank HTTP/1.1\r\nhost: x\r\nauthorization: Bearer "
                + server.inference.key().value() + "\r\ncontent-length: " + body.length()
                + "\r\n\r\n";
    }

    /** What comes until the server hangs up; time goes on as long as it doesn't. */
    private String untilTheEnd(Socket socket) throws IOException {
        StringBuilder read = new StringBuilder();
        byte[] some = new byte[4096];
        while (seconds.get() < WAIT_SECONDS_MAX) {
            try {
                int length = socket.getInputStream().read(some);
                if (length < 0) {
                    return read.toString();
                }
                read.append(new String(some, 0, length, StandardCharsets.US_ASCII));
            } catch (SocketTimeoutException _) {
                // Until the server has seen a connection, it is not late.
                seconds.addAndGet(46);
            } catch (SocketException _) {
                // It hung up while something from here was still on its way.
                return read.toString();
            }
        }
        return fail("the server holds it for ever, after: " + read);
    }

    @Test
    void two_thousand_that_begin_and_stop_hold_nobody_up_and_end() throws Exception {
        Socket kept = hold(headOf(GOOD) + GOOD);
        assertThat(kept.getInputStream().read()).isEqualTo('H');
        // What is announced is 250 times what all bodies together may take.
        String body = " ".repeat(64 << 10);
        for (int i = 0; i < OF_EACH_KIND; i++) {
            hold("");
            hold("POST /v1/rerank HTTP/1.1\r\nhost: x\r\nx-slow: ");
            hold(headOf(body) + "{");
            // These have their answers already.
            hold("POST /v1/rerank HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\n{");
            hold(CHUNKED + "ff\r\n{");
        }
        othersAreServed();

        for (Socket socket : held.subList(1, held.size())) {
            untilTheEnd(socket);
        }

        othersAreServed();
        // Between two requests a connection may rest.
        kept.getOutputStream().write((headOf(GOOD) + GOOD).getBytes(StandardCharsets.US_ASCII));
        kept.shutdownOutput();
        assertThat(untilTheEnd(kept)).matches("(?s)TTP/1.1 200 .*HTTP/1.1 200 .*");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "GET /BIG HTTP/1.1\r\nhost: x\r\n\r\n",
        "GET / HTTP/1.1\r\nhost: x\r\nx: BIG\r\n\r\n",
        "GET / HTTP/1.1\r\nhost: x\r\nBIG: x\r\n\r\n",
        "GET / HTTP/1.1\r\nhost: x\r\nMANY\r\n\r\n",
        "GET / HTTP/1.1\r\nhost: x\r\nx: BIG",
        "CHUNKED1\r\n{\r\n0\r\nx: BIG\r\n\r\n",
        "CHUNKED1;BIG\r\n{\r\n0\r\n\r\n"})
    void heads_that_are_too_large_are_refused_while_others_are_served(String text)
            throws Exception {
        String head = text.replace("CHUNKED", CHUNKED)
                .replace("BIG", "x".repeat(20_000))
                .replace("MANY", "x: y\r\n".repeat(3_000) + "z: z");
        for (int i = 0; i < LARGE_AT_ONCE; i++) {
            hold(head);
        }
        othersAreServed();

        for (Socket socket : held) {
            assertThat(untilTheEnd(socket)).matches("(?s)HTTP/1\\.[01] 4.*");
        }
        assertThat(seconds.get()).as("the sweep was not needed").isZero();
        othersAreServed();
    }
}
