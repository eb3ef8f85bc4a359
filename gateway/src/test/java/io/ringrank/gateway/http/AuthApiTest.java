// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthApiTest {

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = new TestServer();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    static Stream<Arguments> attempts() {
        String good = server.inference.key().value();
        String wrongSecret = good.substring(0, good.length() - 1)
                + (good.endsWith("0") ? '1' : '0');
        return Stream.of(Arguments.of(null, "", 401), Arguments.of("Authorization", "", 401),
                Arguments.of("Authorization", "Bearer", 401),
                Arguments.of("Authorization", "Bearer ", 401),
                Arguments.of("Authorization", "Basic " + good, 401),
                Arguments.of("Authorization", "Bearer " + wrongSecret, 401),
                Arguments.of("Authorization", "Bearer " + good + "x", 401),
                Arguments.of("Authorization", "Bearer rr_0123456789_" + "a".repeat(32), 401),
                Arguments.of("Authorization", "Bearer sk-0123456789", 401),
                Arguments.of("Authorization", "Bearer " + "a".repeat(4000), 401),
                Arguments.of("x-api-key", wrongSecret, 401),
                Arguments.of("Authorization", "Bearer " + good, 200),
                Arguments.of("Authorization", "bearer   " + good + " ", 200),
                Arguments.of("Authorization", good, 200), Arguments.of("x-api-key", good, 200),
                Arguments.of("api-key", good, 200), Arguments.of("Authorization",
                        "Bearer " + server.management.key().value(), 403));
    }

    @ParameterizedTest
    @MethodSource("attempts")
    void lets_in_only_valid_keys_with_the_scope(@Nullable String header, String value, int status)
            throws Exception {
        HttpRequest.Builder request = server.request("/v1/rerank")
                .POST(BodyPublishers.ofString("{\"query\": \"q\", \"documents\": [\"a\"]}"));
        if (header != null) {
            request.header(header, value);
        }

        HttpResponse<String> response = server.send(request);

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("www-authenticate").isPresent())
                .isEqualTo(status == 401);
        if (status != 200) {
            assertThat(TestServer.json(response).getJsonObject("error").getString("code"))
                    .isIn("missing_api_key", "invalid_api_key", "missing_scope");
            assertThat(response.body()).doesNotContain(server.inference.key().value());
        }
    }

    @Test
    void tells_nothing_of_the_body_to_who_has_no_key() throws Exception {
        HttpResponse<String> response = server.send(server.request("/v1/rerank")
                .POST(BodyPublishers.ofString("x".repeat(1 << 20))));

        assertThat(response.statusCode()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/healthz", "/readyz", "/metrics"})
    void needs_no_key_for_what_machines_watch(String path) throws Exception {
        assertThat(server.get(path).statusCode()).isEqualTo(200);
    }
}
