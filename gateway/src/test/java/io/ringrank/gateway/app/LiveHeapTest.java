// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringrank.gateway.LiveHeap;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a request leaves behind when it is over. */
class LiveHeapTest {

    private static final int REQUESTS_BEFORE = 2_000;
    private static final int REQUESTS = 20_000;
    private static final int AT_A_TIME = 50;
    private static final long GROWTH_BYTES_MAX = 8L << 20;

    /** One in so many requests has a document that was not asked about before. */
    private static final int NEW_SHARE = 4;

    @Test
    void stays_the_same_from_the_two_thousandth_request_to_the_twenty_thousandth(
            @TempDir Path dataDir) throws Exception {
        try (WholeServer server = new WholeServer(dataDir, 2)) {
            send(server, 0, REQUESTS_BEFORE);
            long before = LiveHeap.bytes();

            send(server, REQUESTS_BEFORE, REQUESTS);

            assertThat(LiveHeap.bytes() - before).as("bytes of growth")
                    .isLessThan(GROWTH_BYTES_MAX);
        }
    }

    private static void send(WholeServer server, int from, int to) {
        for (int first = from; first < to; first += AT_A_TIME) {
            List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
            for (int i = first; i < first + AT_A_TIME; i++) {
                int number = i % NEW_SHARE == 0 ? i : i % 100;
                answers.add(server.send("{\"query\": \"a question\", \"documents\": [\"answer "
                        + number + "\"]}"));
            }
            answers.forEach(answer -> WholeServer.answer(answer.join()));
        }
    }
}
