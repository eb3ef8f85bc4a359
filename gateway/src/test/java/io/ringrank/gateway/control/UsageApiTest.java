// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control;

import static io.ringrank.gateway.control.ControlServer.code;
import static io.ringrank.gateway.control.ControlServer.ok;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringrank.gateway.http.FakeTarget;
import io.ringrank.scheduler.ticket.Failure;
import io.ringrank.scheduler.ticket.RerankOutcome;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UsageApiTest {

    private static final List<String> COLUMNS =
            List.of("requests", "errors", "pairs", "cached_pairs", "tokens", "cached_tokens");

    @TempDir
    private Path directory;

    private ControlServer server;

    @BeforeEach
    void start() throws IOException {
        server = new ControlServer(directory);
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    /** The sums of each key and deployment over all days. */
    private Map<String, List<Long>> usage() throws Exception {
        Map<String, List<Long>> sums = new HashMap<>();
        for (Object row : ok(server.get("/api/v1/usage", server.initialKey()))
                .getJsonArray("usage")) {
            JsonObject json = (JsonObject) row;
            sums.merge(json.getString("key") + ' ' + json.getString("deployment"),
                    COLUMNS.stream().map(json::getLong).toList(), UsageApiTest::plus);
        }
        return sums;
    }

    private static List<Long> plus(List<Long> a, List<Long> b) {
        List<Long> sum = new ArrayList<>();
        for (int i = 0; i < a.size(); i++) {
            sum.add(a.get(i) + b.get(i));
        }
        return sum;
    }

    /** What one answer says that it took. */
    private static List<Long> used(HttpResponse<String> response) {
        if (response.statusCode() != 200) {
            return List.of(1L, 1L, 0L, 0L, 0L, 0L);
        }
        JsonObject answer = new JsonObject(response.body());
        JsonObject usage = answer.getJsonObject("usage");
        return List.of(1L, 0L, (long) answer.getJsonArray("results").size(), 1L,
                usage.getLong("total_tokens"), usage.getLong("cached_tokens"));
    }

    @Test
    void the_sums_are_those_of_the_answers_that_a_load_got() throws Exception {
        // The fake deployment takes empty documents for cached; each request has one.
        server.target.outcome = job -> job.query().equals("fail")
                ? new RerankOutcome.Failed(new Failure.EngineFailed("no"))
                : FakeTarget.byLength(job);
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            keys.add(server.key(new JsonObject()).getString("value"));
        }
        Map<String, List<Long>> expected = new ConcurrentHashMap<>();
        List<Thread> callers = new ArrayList<>();
        for (int caller = 0; caller < 4; caller++) {
            Random random = new Random(caller);
            callers.add(Thread.ofPlatform().start(() -> {
                for (int i = 0; i < 50; i++) {
                    String key = keys.get(random.nextInt(keys.size()));
                    HttpResponse<String> response = send(key, random);
                    expected.merge(key.substring(3, 13) + (code(response).equals("invalid_value")
                            ? " -"
                            : " bge"), used(response), UsageApiTest::plus);
                }
            }));
        }
        for (Thread caller : callers) {
            caller.join();
        }

        assertThat(expected).hasSize(6);
        assertThat(usage()).isEqualTo(expected);
        server.restart();
        assertThat(usage()).as("after a clean stop").isEqualTo(expected);
    }

    private HttpResponse<String> send(String key, Random random) {
        int choice = random.nextInt(10);
        String query = choice == 0 ? "" : choice == 1 ? "fail" : "q";
        StringBuilder documents = new StringBuilder("\"\"");
        for (int i = random.nextInt(5); i > 0; i--) {
            documents.append(", \"").append("d".repeat(1 + random.nextInt(20))).append('"');
        }
        try {
            return server.call("POST", "/v1/rerank", key,
                    "{\"query\": \"" + query + "\", \"documents\": [" + documents + "]}");
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void each_query_of_a_batch_is_a_request_and_the_batch_is_none() throws Exception {
        JsonObject key = server.key(new JsonObject());
        HttpResponse<String> response = server.call("POST", "/v1/rerank/batch",
                key.getString("value"), ControlServer.RERANK + "\n{}\n" + ControlServer.RERANK);

        long tokens = response.body()
                .lines()
                .map(JsonObject::new)
                .filter(line -> line.containsKey("response"))
                .mapToLong(line -> line.getJsonObject("response")
                        .getJsonObject("usage")
                        .getLong("total_tokens"))
                .sum();
        assertThat(usage()).isEqualTo(Map.of(
                key.getString("id") + " bge", List.of(2L, 0L, 4L, 0L, tokens, 0L),
                key.getString("id") + " -", List.of(1L, 1L, 0L, 0L, 0L, 0L)));
    }

    @Test
    void requests_of_users_are_counted_under_their_names_and_of_strangers_not_at_all()
            throws Exception {
        String ada = server.user("ada");
        server.rerank(ada);
        server.rerank("rr_0123456789_" + "a".repeat(32));
        server.rerank("");

        assertThat(usage().keySet()).containsExactly("user:ada bge");
    }

    @Test
    void a_request_that_a_limit_refused_is_an_error_of_its_key() throws Exception {
        JsonObject key = server.key(new JsonObject().put("limits",
                new JsonObject().put("requests_per_minute", 1)));
        server.rerank(key.getString("value"));
        server.rerank(key.getString("value"));

        assertThat(usage().get(key.getString("id") + " -"))
                .isEqualTo(List.of(1L, 1L, 0L, 0L, 0L, 0L));
    }

    @Test
    void days_are_apart_and_can_be_chosen() throws Exception {
        String value = server.initialKey();
        LocalDate today = LocalDate.ofInstant(server.clock.instant(), ZoneOffset.UTC);
        server.rerank(value);
        server.clock.pass(Duration.ofDays(1));
        server.rerank(value);
        server.rerank(value);

        assertThat(days("")).containsExactly(today.plusDays(1) + " 2", today + " 1");
        assertThat(days("?from=" + today.plusDays(1))).containsExactly(today.plusDays(1) + " 2");
        assertThat(days("?to=" + today)).containsExactly(today + " 1");
        assertThat(days("?key=nobody")).isEmpty();
        assertThat(days("?deployment=bge&limit=1&offset=1")).containsExactly(today + " 1");
    }

    private List<String> days(String query) throws Exception {
        return ok(server.get("/api/v1/usage" + query, server.initialKey())).getJsonArray("usage")
                .stream()
                .map(row -> ((JsonObject) row).getString("day") + ' '
                        + ((JsonObject) row).getLong("requests"))
                .toList();
    }

    @Test
    void csv_has_the_same_rows() throws Exception {
        server.rerank(server.initialKey());
        String day = LocalDate.ofInstant(server.clock.instant(), ZoneOffset.UTC).toString();

        HttpResponse<String> csv = server.get("/api/v1/usage?format=csv", server.initialKey());

        assertThat(csv.statusCode()).isEqualTo(200);
        assertThat(csv.headers().firstValue("content-type")).contains("text/csv; charset=utf-8");
        assertThat(csv.headers().firstValue("content-disposition"))
                .contains("attachment; filename=\"usage.csv\"");
        assertThat(csv.body()).isEqualTo("day,key,deployment,requests,errors,pairs,cached_pairs,"
                + "tokens,cached_tokens\r\n" + day + ',' + server.initialKey().substring(3, 13)
                + ",bge,1,0,2,0,12,0\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"from=yesterday", "to=2026-13-01", "limit=0", "limit=x", "limit=10001",
        "offset=-1", "format=xml", "since=1",
        "to=-999999999-01-01", "from=+999999999-12-31", "limit=1&format=csv",
        "offset=1&format=csv"})
    void a_parameter_that_makes_no_sense_is_refused(String parameter) throws Exception {
        HttpResponse<String> response =
                server.get("/api/v1/usage?" + parameter, server.initialKey());

        assertThat(code(response)).isEqualTo("invalid_value");
        assertThat(response.body())
                .contains("\"param\":\"" + parameter.substring(0, parameter.indexOf('=')) + '"');
    }
}
