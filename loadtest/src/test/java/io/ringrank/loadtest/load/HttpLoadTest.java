// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A flood on a server that answers one in four in time, one late, one with 429 and one with 504. */
class HttpLoadTest {

    private static final int TIMEOUT_MS = 200;

    private final AtomicInteger asked = new AtomicInteger();
    private final ConcurrentLinkedQueue<String> timeouts = new ConcurrentLinkedQueue<>();
    private final CountDownLatch never = new CountDownLatch(1);
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/rerank", this::answer);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        timeouts.add(exchange.getRequestHeaders().getFirst("x-request-timeout-ms"));
        int status = switch (asked.getAndIncrement() % 4) {
            case 0 -> 200;
            case 1 -> late();
            case 2 -> 429;
            default -> 504;
        };
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    private int late() throws IOException {
        try {
            assertThat(never.await(2 * TIMEOUT_MS, TimeUnit.MILLISECONDS)).isFalse();
            return 200;
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Test
    void tells_what_was_answered_in_time_from_what_was_late_and_what_was_refused() {
        URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        try (HttpLoad load = new HttpLoad(Endpoint.ofRingrank(address, "k",
                Map.of("x-request-timeout-ms", String.valueOf(TIMEOUT_MS))), 200)) {
            Flood flood = load.flood(new Flood.Terms(200, 1, TIMEOUT_MS, 7),
                    number -> Buffer.buffer("{}"));

            // Two in four are late whatever the machine does meanwhile, one is refused.
            assertThat(flood.refused()).isPositive();
            assertThat(flood.late()).isGreaterThan(flood.refused());
            assertThat(flood.inTime()).isLessThan(flood.late());
            assertThat(flood.lateShare())
                    .isEqualTo((double) flood.late() / (flood.late() + flood.inTime()));
        }
        assertThat(timeouts).containsOnly(String.valueOf(TIMEOUT_MS));
    }
}
