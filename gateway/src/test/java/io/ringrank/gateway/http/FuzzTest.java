// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringrank.gateway.dialect.Dialect;
import io.ringrank.gateway.dialect.Dialects;
import io.ringrank.gateway.error.ErrorCode;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Throws damaged bodies at every path of a real server: whatever they are, they are the client's fault. */
class FuzzTest {

    private static final int REQUESTS = 7_008;
    private static final int AT_ONCE = 48;
    private static final String BATCH = "/v1/rerank/batch";
    private static final Set<String> CODES = Stream.of(ErrorCode.values())
            .map(ErrorCode::word)
            .collect(Collectors.toUnmodifiableSet());
    private static final JsonArray ODD_VALUES = new JsonArray(
            """
            [null, true, false, 0, -1, 1, 3, 1.5, 1e300, -0.0, 99999999999, "", " ", "true", "none",
             "3", "q", "raw", "batch", "error", "\\u0000", "\\ud83d", [], {}, [[]], [{}], ["a"],
             ["a", 1], [""], {"text": "t"}, {"text": null}, {"mode": "max_window"},
             {"id": 1, "text": "t"}, [{"id": {}, "text": "t"}], [{"text": "t", "id": 1e99}]]""");
    private static final String SIGNS = "{}[]\",:\\0123456789.-+eEtfnul \u00e9";
    private static final List<String> VALID = List.of(
            "{\"model\":\"bge\",\"query\":\"q\",\"documents\":[\"a\",\"b\"],\"top_n\":1}",
            "{\"query\":\"Was ist ein P\u00e4nda?\",\"documents\":[{\"text\":\"a\"},\"\"],"
                    + "\"return_documents\":true,\"timeout_ms\":100,\"x\":{\"y\":[1,2.5e3,null]}}",
            "{\"documents\":[\"\\ud83d\\udc3c\"],\"query\":\"\\n\",\"top_n\":\"2\",\"model\":null}");

    private enum Damage {
        FLIP, CUT, DOUBLE, INSERT, SWAP
    }

    private static byte[] damaged(byte[] valid, Random random, Map<Damage, Integer> done) {
        byte[] bytes = valid;
        for (int i = random.nextInt(3); i >= 0; i--) {
            Damage damage = Damage.values()[random.nextInt(Damage.values().length)];
            done.merge(damage, 1, Integer::sum);
            bytes = apply(damage, bytes, random);
        }
        return bytes;
    }

    private static byte[] apply(Damage damage, byte[] bytes, Random random) {
        if (bytes.length == 0) {
            return bytes;
        }
        int at = random.nextInt(bytes.length);
        byte[] head = Arrays.copyOf(bytes, at);
        byte[] tail = Arrays.copyOfRange(bytes, at, bytes.length);
        return switch (damage) {
            case FLIP -> {
                byte[] flipped = bytes.clone();
                flipped[at] ^= (byte) (1 << random.nextInt(8));
                yield flipped;
            }
            case CUT -> head;
            case DOUBLE -> joined(bytes, tail);
            case INSERT -> {
                String sign = SIGNS.substring(at % SIGNS.length(), at % SIGNS.length() + 1);
                yield joined(joined(head, sign.getBytes(StandardCharsets.UTF_8)), tail);
            }
            case SWAP -> joined(tail, head);
        };
    }

    private static byte[] joined(byte[] a, byte[] b) {
        byte[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }

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
            case 1 -> damaged(dialect.example().getBytes(StandardCharsets.UTF_8), random, done);
            default -> damaged(VALID.get(random.nextInt(VALID.size()))
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
        byte[] body = random.nextBoolean() ? whole : damaged(whole, random, done);
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
            }
        }
        assertThat(done).containsOnlyKeys(Damage.values());
        assertThat(statuses.keySet()).isSubsetOf(200, 400, 404, 422);
        assertThat(statuses.get(200)).isBetween(REQUESTS / 20, REQUESTS - REQUESTS / 4);
    }

    private static void checkLine(String what, String line) {
        JsonObject answer = new JsonObject(line);
        assertThat(answer.getInteger("index")).as(what).isNotNegative();
        if (answer.getInteger("status") == 200) {
            assertThat(answer.getValue("response")).as(what).isNotNull();
        } else {
            assertThat(answer.getInteger("status")).as(what).isIn(400, 404, 422);
            assertThat(CODES).as(what).contains(answer.getJsonObject("error").getString("code"));
        }
    }

    private static void check(String what, HttpResponse<String> response) {
        assertThat(response.statusCode()).as(what).isIn(200, 400, 404, 422);
        if (response.statusCode() == 200) {
            assertThat(response.body()).as(what).matches("(?s)[{\\[].*[}\\]]");
            return;
        }
        Object error = TestServer.json(response).getValue("error");
        if (error instanceof JsonObject common) {
            assertThat(CODES).as(what).contains(common.getString("code"));
        } else {
            assertThat(TestServer.json(response).getString("error_type")).as(what)
                    .isEqualTo("validation");
        }
    }
}
