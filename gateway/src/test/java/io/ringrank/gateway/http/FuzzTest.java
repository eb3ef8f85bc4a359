// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Throws damaged bodies at a real server: whatever they are, they are the client's fault. */
class FuzzTest {

    private static final int BODIES = 600;
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

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void answers_damaged_bodies_with_200_or_4xx_and_a_body_in_json(long seed) throws Exception {
        Random random = new Random(seed);
        Map<Damage, Integer> done = new EnumMap<>(Damage.class);
        int refused = 0;
        try (TestServer server = new TestServer()) {
            for (int i = 0; i < BODIES; i++) {
                byte[] body = damaged(VALID.get(random.nextInt(VALID.size()))
                        .getBytes(StandardCharsets.UTF_8), random, done);
                HttpResponse<String> response = server
                        .send(server.rerank("").POST(BodyPublishers.ofByteArray(body)));
                String what = "seed " + seed + ", body " + i + ": "
                        + new String(body, StandardCharsets.UTF_8) + " -> " + response.body();
                assertThat(response.statusCode()).as(what).isIn(200, 400, 404);
                assertThat(TestServer.json(response)
                        .containsKey(response.statusCode() == 200 ? "results" : "error")).as(what)
                        .isTrue();
                refused += response.statusCode() == 200 ? 0 : 1;
            }
        }
        assertThat(done).containsOnlyKeys(Damage.values());
        assertThat(refused).isBetween(BODIES / 2, BODIES - 1);
    }
}
