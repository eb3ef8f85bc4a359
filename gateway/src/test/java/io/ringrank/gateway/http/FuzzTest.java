// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringrank.gateway.Damage;
import io.ringrank.gateway.ErrorCodes;
import io.ringrank.gateway.LiveHeap;
import io.ringrank.gateway.dialect.Dialect;
import io.ringrank.gateway.dialect.Dialects;
import io.ringrank.gateway.error.ErrorCode;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Throws damaged bodies at every path of a real server: whatever they are, they are the client's fault. */
class FuzzTest {

    private static final int REQUESTS = 7_008;
    private static final int AT_ONCE = 48;
    /** Of two thirds of the requests, less than a KiB of each. */
    private static final long GROWTH_BYTES_MAX = 4L << 20;
    private static final String BATCH = "/v1/rerank/batch";
    /** Some of the bodies ask for their answers within 1 or 3 ms. */
    private static final String TIMEOUT = ErrorCode.TIMEOUT.word();
    private static final JsonArray ODD_VALUES = new JsonArray(
            """
            [null, true, false, 0, -1, 1, 3, 1.5, 1e300, -0.0, 99999999999, "", " ", "true", "none",
             "3", "q", "raw", "batch", "error", "\\u0000", "\\ud83d", [], {}, [[]], [{}], ["a"],
             ["a", 1], [""], {"text": "t"}, {"text": null}, {"mode": "max_window"},
             {"id": 1, "text": "t"}, [{"id": {}, "text": "t"}], [{"text": "t", "id": 1e99}]]""");
    private static final List<String> VALID = List.of(
            "{\"model\":\"bge\",\"query\":\"q\",\"documents\":[\"a\",\"b\"],\"top_n\":1}",
            "{\"query\":\"Was ist ein P\u00e4nda?\",\"documents\":[{\"text\":\"a\"},\"\"],"
                    + "\"return_documents\":true,\"timeout_ms\":100,\"x\":{\"y\":[1,2.5e3,null]}}",
            "{\"documents\":[\"\\ud83d\\udc3c\"],\"query\":\"\\n\",\"top_n\":\"2\",\"model\":null}");

    /** A valid request of some dialect with one of its fields holding something else. */
    private static byte[] odd(Dialect dialect, Random random) {
        JsonObject body = new JsonObject(dialect.example());
        for (int i = random.nextInt(3); i >= 0; i--) {
            List<String> names = List.copyOf(dialect.fields().asMap().keySet());
            body.put(names.get(random.nextInt(names.size())),
                    ODD_VALUES.getValue(random.nextInt(ODD_VALUES.size())));
        }
        return body.encode().getBytes(StandardCharsets.UTF_8);
    }

    private static Shot shot(long seed, int number, List<String> paths, Random random,
            Map<Damage, Integer> done) {
        Dialect dialect = Dialects.ALL.get(random.nextInt(Dialects.ALL.size()));
        if (random.nextInt(8) == 0) {
            return batch(seed, number, random, done);
        }
        String path = random.nextBoolean()
                ? dialect.paths().get(random.nextInt(dialect.paths().size()))
                : paths.get(random.nextInt(paths.size()));
        byte[] body = switch (random.nextInt(3)) {
            case 0 -> odd(dialect, random);
            case 1 ->
                Damage.damaged(dialect.example().getBytes(StandardCharsets.UTF_8), random, done);
            default -> Damage.damaged(VALID.get(random.nextInt(VALID.size()))
                    .getBytes(StandardCharsets.UTF_8), random, done);
        };
        return new Shot("seed " + seed + ", request " + number + ", " + path + ": "
                + new String(body, StandardCharsets.UTF_8), path, body);
    }

    /** Some bodies one below the other or in an array, and then damaged as a whole at times. */
    private static Shot batch(long seed, int number, Random random, Map<Damage, Integer> done) {
        boolean array = random.nextBoolean();
        StringJoiner all = array ? new StringJoiner(",", "[", "]") : new StringJoiner("\n");
        for (int i = random.nextInt(4); i >= 0; i--) {
            Dialect dialect = Dialects.ALL.get(random.nextInt(Dialects.ALL.size()));
            byte[] line = random.nextBoolean()
                    ? odd(dialect, random)
                    : dialect.example().getBytes(StandardCharsets.UTF_8);
            all.add(new String(line, StandardCharsets.UTF_8)
                    .replaceFirst("\\{", "{\"custom_id\": " + i + ","));
        }
        byte[] whole = all.toString().getBytes(StandardCharsets.UTF_8);
        byte[] body = random.nextBoolean() ? whole : Damage.damaged(whole, random, done);
        return new Shot("seed " + seed + ", request " + number + ", batch: "
                + new String(body, StandardCharsets.UTF_8), BATCH, body);
    }

    /** @param what for whoever must repeat it */
    private record Shot(String what, String path, byte[] body) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void answers_whatever_comes_on_any_path_with_scores_or_an_error_of_the_catalogue(long seed)
            throws Exception {
        Random random = new Random(seed);
        Map<Damage, Integer> done = new EnumMap<>(Damage.class);
        List<String> paths = List.copyOf(Dialects.paths().keySet());
        Map<Integer, Integer> statuses = new TreeMap<>();
        long before = Long.MIN_VALUE;
        try (TestServer server = new TestServer()) {
            for (int i = 0; i < REQUESTS; i += AT_ONCE) {
                Map<Shot, CompletableFuture<HttpResponse<String>>> answers = new LinkedHashMap<>();
                for (int j = 0; j < AT_ONCE; j++) {
                    Shot shot = shot(seed, i + j, paths, random, done);
                    answers.put(shot, server.client.sendAsync(server.rerank("")
                            .uri(server.request(shot.path()).build().uri())
                            .POST(BodyPublishers.ofByteArray(shot.body()))
                            .build(), BodyHandlers.ofString()));
                }
                answers.forEach((shot, answer) -> {
                    HttpResponse<String> response = answer.join();
                    statuses.merge(response.statusCode(), 1, Integer::sum);
                    String what = shot.what() + " -> " + response.body();
                    if (shot.path().equals(BATCH) && response.statusCode() == 200) {
                        response.body().lines().forEach(line -> checkLine(what, line));
                    } else {
                        check(what, response);
                    }
                });
                server.target.submitted.clear();
                if (i / AT_ONCE == REQUESTS / AT_ONCE / 3) {
                    before = LiveHeap.bytes();
                }
            }
            assertThat(LiveHeap.bytes() - before).as("bytes of growth")
                    .isLessThan(GROWTH_BYTES_MAX);
        }
        assertThat(done).containsOnlyKeys(Damage.values());
        assertThat(statuses.keySet()).isSubsetOf(200, 400, 404, 422, 504);
        assertThat(statuses.get(200)).isBetween(REQUESTS / 20, REQUESTS - REQUESTS / 4);
    }

    private static void checkLine(String what, String line) {
        JsonObject answer = new JsonObject(line);
        assertThat(answer.getInteger("index")).as(what).isNotNegative();
        if (answer.getInteger("status") == 200) {
            assertThat(answer.getValue("response")).as(what).isNotNull();
        } else {
            String code = answer.getJsonObject("error").getString("code");
            assertThat(ErrorCodes.WORDS).as(what).contains(code);
            if (!code.equals(TIMEOUT)) {
                assertThat(answer.getInteger("status")).as(what).isIn(400, 404, 422);
            }
        }
    }

    private static void check(String what, HttpResponse<String> response) {
        assertThat(response.statusCode()).as(what).isIn(200, 400, 404, 422, 504);
        if (response.statusCode() == 200) {
            assertThat(response.body()).as(what).matches("(?s)[{\\[].*[}\\]]");
            return;
        }
        Object error = TestServer.json(response).getValue("error");
        if (error instanceof JsonObject common) {
            assertThat(ErrorCodes.WORDS).as(what).contains(common.getString("code"));
            assertThat(response.statusCode() == 504).as(what)
                    .isEqualTo(common.getString("code").equals(TIMEOUT));
        } else {
            assertThat(TestServer.json(response).getString("error_type")).as(what)
                    .isEqualTo(response.statusCode() == 504 ? "backend" : "validation");
        }
    }
}
