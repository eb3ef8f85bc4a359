// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Pages of other origins, on a server that lets one of them in. */
class CorsTest {

    private static final String BODY = "{\"query\": \"q\", \"documents\": [\"a\"]}";
    private static final String ALLOWED = "access-control-allow-origin";

    private final TestServer server = new TestServer();

    @AfterEach
    void stop() {
        server.close();
    }

    private static HttpRequest.Builder preflight(HttpRequest.Builder request, String origin) {
        return request.method("OPTIONS", BodyPublishers.noBody())
                .header("Origin", origin)
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "authorization,content-type");
    }

    @Test
    void a_page_that_is_let_in_may_ask_without_a_key_whether_it_may_and_then_with_one()
            throws Exception {
        HttpResponse<String> may = server
                .send(preflight(server.request("/v1/rerank"), "https://shop.example"));
        HttpResponse<String> scores =
                server.send(server.rerank(BODY).header("Origin", "https://shop.example"));

        assertThat(may.statusCode()).isEqualTo(204);
        assertThat(may.headers().firstValue(ALLOWED)).contains("https://shop.example");
        assertThat(may.headers().firstValue("access-control-allow-headers").orElseThrow())
                .contains("authorization", "content-type");
        assertThat(may.headers().firstValue("access-control-allow-credentials")).isEmpty();
        assertThat(scores.statusCode()).isEqualTo(200);
        assertThat(scores.headers().firstValue(ALLOWED)).contains("https://shop.example");
    }

    @Test
    void an_error_can_be_read_by_the_page_as_well() throws Exception {
        HttpResponse<String> refused = server.send(server.request("/v1/rerank")
                .POST(BodyPublishers.ofString(BODY))
                .header("Origin", "https://shop.example"));

        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.headers().firstValue(ALLOWED)).contains("https://shop.example");
    }

    @Test
    void other_pages_are_refused_with_a_reason_and_clients_that_are_no_pages_are_not()
            throws Exception {
        HttpResponse<String> other =
                server.send(server.rerank(BODY).header("Origin", "https://evil.example"));

        assertThat(other.statusCode()).isEqualTo(403);
        assertThat(other.body()).contains("origin_not_allowed");
        assertThat(other.headers().firstValue(ALLOWED)).isEmpty();
        assertThat(server.target.submitted).isEmpty();
        assertThat(server.send(server.rerank(BODY)).statusCode()).isEqualTo(200);
    }
}
