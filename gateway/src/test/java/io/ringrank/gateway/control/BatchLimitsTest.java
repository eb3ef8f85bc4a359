// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a key's limits do to batches. */
class BatchLimitsTest {

    private static List<Integer> statuses(ControlServer server, String limit, int value)
            throws Exception {
        String key = server
                .key(new JsonObject().put("limits", new JsonObject().put(limit, value)))
                .getString("value");
        List<Integer> statuses = server
                .call("POST", "/v1/rerank/batch", key, (ControlServer.RERANK + '\n').repeat(4))
                .body()
                .lines()
                .map(line -> new JsonObject(line).getInteger("status"))
                .toList();
        if (limit.equals("concurrent_requests")) {
            assertThat(server.rerank(key).statusCode()).as("its place is free").isEqualTo(200);
        }
        return statuses;
    }

    @Test
    void each_query_is_a_request_and_waits_for_the_others_of_its_batch(@TempDir Path directory)
            throws Exception {
        try (ControlServer server = new ControlServer(directory)) {
            assertThat(statuses(server, "requests_per_minute", 2))
                    .containsExactlyInAnyOrder(200, 200, 429, 429);
            assertThat(statuses(server, "concurrent_requests", 1))
                    .containsExactly(200, 200, 200, 200);
            assertThat(statuses(server, "documents_per_request", 1))
                    .containsExactly(400, 400, 400, 400);
        }
    }
}
