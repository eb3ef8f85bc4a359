// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CompressionTest {

    private static final byte[] GOOD = "{\"query\": \"q\", \"documents\": [\"a\", \"bb\"]}"
            .getBytes(StandardCharsets.UTF_8);

    private TestServer server;

    @BeforeEach
    void start() {
        server = new TestServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(plain);
        }
        return bytes.toByteArray();
    }

    private HttpResponse<String> post(byte[] compressed) throws Exception {
        return server.send(server.rerank("")
                .header("Content-Encoding", "gzip")
                .POST(BodyPublishers.ofByteArray(compressed)));
    }

    private static String code(HttpResponse<String> response) {
        return new JsonObject(response.body()).getJsonObject("error").getString("code");
    }

    @Test
    void reads_a_compressed_body() throws Exception {
        HttpResponse<String> response = post(gzip(GOOD));

        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(TestServer.json(response).getJsonArray("results")).hasSize(2);
    }

    @Test
    void refuses_a_small_body_that_would_become_a_huge_one_and_keeps_its_memory() throws Exception {
        byte[] spaces = new byte[32 << 20];
        Arrays.fill(spaces, (byte) ' ');
        byte[] bomb = gzip(spaces);
        assertThat(bomb.length).isLessThan(TestServer.LIMITS.bodyBytesMax());

        for (int i = 0; i < 20; i++) {
            HttpResponse<String> response = post(bomb);
            assertThat(response.statusCode()).isEqualTo(413);
            assertThat(code(response)).isEqualTo("body_too_large");
        }
        // What was claimed for them is free again, or this would be refused.
        byte[] large = new byte[TestServer.LIMITS.bodyBytesMax()];
        Arrays.fill(large, (byte) ' ');
        System.arraycopy(GOOD, 0, large, 0, GOOD.length);
        assertThat(post(gzip(large)).statusCode()).isEqualTo(200);
    }

    @Test
    void says_that_a_body_is_no_gzip_or_not_whole() throws Exception {
        byte[] whole = gzip(GOOD);

        for (byte[] broken : new byte[][]{GOOD, Arrays.copyOf(whole, whole.length - 9),
            new byte[0]}) {
            HttpResponse<String> response = post(broken);
            assertThat(response.statusCode()).isEqualTo(400);
            assertThat(code(response)).isEqualTo("invalid_json");
            assertThat(response.body()).contains("gzip");
        }
    }

    @Test
    void compresses_large_answers_for_who_can_read_them() throws Exception {
        String body = "{\"query\": \"q\", \"documents\": [\""
                + String.join(" ", Collections.nCopies(2_000, "panda")) + "\"]}";

        HttpResponse<byte[]> response = server.client.send(
                server.rerank(body).header("Accept-Encoding", "gzip").build(),
                BodyHandlers.ofByteArray());
        HttpResponse<String> plain = server.send(server.rerank(body));

        assertThat(response.headers().firstValue("content-encoding")).contains("gzip");
        assertThat(response.body().length).isLessThan(2_000);
        String unpacked = new String(
                new GZIPInputStream(new ByteArrayInputStream(response.body())).readAllBytes(),
                StandardCharsets.UTF_8);
        assertThat(new JsonObject(unpacked).getJsonArray("results"))
                .isEqualTo(TestServer.json(plain).getJsonArray("results"));
        assertThat(plain.headers().firstValue("content-encoding")).isEmpty();
    }
}
