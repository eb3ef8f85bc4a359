// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringrank.gateway.access.TrustedProxies;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whom the server believes of who asks. The test itself is on 127.0.0.1. */
class TrustedProxiesApiTest {

    @TempDir
    private static Path trusting;

    @TempDir
    private static Path alone;

    private static ControlServer behindProxies;
    private static ControlServer exposed;

    @BeforeAll
    static void start() throws IOException {
        behindProxies = new ControlServer(trusting);
        behindProxies.proxies = TrustedProxies.of("127.0.0.1, 10.0.0.0/8,fd00::/8");
        behindProxies.restart();
        exposed = new ControlServer(alone);
    }

    @AfterAll
    static void stop() throws IOException {
        behindProxies.close();
        exposed.close();
    }

    private static HttpResponse<String> logIn(ControlServer server, String password,
            String... headers) throws Exception {
        HttpRequest.Builder login = server.request("/api/v1/auth/login")
                .headers(headers)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(new JsonObject().put("username", "admin")
                        .put("password", password)
                        .put("cookie", true)
                        .encode()));
        return server.send(login);
    }

    /** As the audit log has it of what was done last. */
    private static String lastAddress(ControlServer server) throws Exception {
        return ControlServer.ok(server.get("/api/v1/audit?limit=1", server.initialKey()))
                .getJsonArray("audit")
                .getJsonObject(0)
                .getString("address");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|',
            textBlock = """
                        203.0.113.7                     | 203.0.113.7
                        2001:db8::1                     | 2001:db8::1
                        1.2.3.4, 203.0.113.7            | 203.0.113.7
                        1.2.3.4, 203.0.113.7, 10.1.2.3  | 203.0.113.7
                        203.0.113.7, fd00::1, 10.1.2.3  | 203.0.113.7
                        10.1.2.3                        | 10.1.2.3
                        nonsense, 10.1.2.3              | 10.1.2.3
                        203.0.113.7, nonsense           | 127.0.0.1
                        ''                              | 127.0.0.1
                        """)
    void the_client_is_the_last_whom_no_trusted_proxy_vouches_for(String forwarded,
            String address) throws Exception {
        HttpRequest.Builder change = behindProxies.request("/api/v1/users")
                .header("Authorization", "Bearer " + behindProxies.initialKey())
                .header("X-Forwarded-For", forwarded)
                .POST(BodyPublishers.noBody());

        behindProxies.send(change);

        assertThat(lastAddress(behindProxies)).isEqualTo(address);
    }

    @Test
    void anybody_else_is_who_the_connection_says() throws Exception {
        HttpResponse<String> login = logIn(exposed, exposed.initialPassword(), "X-Forwarded-For",
                "203.0.113.7", "X-Forwarded-Proto", "https");

        assertThat(lastAddress(exposed)).isEqualTo("127.0.0.1");
        assertThat(login.headers().firstValue("set-cookie").orElseThrow())
                .doesNotContain("Secure");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                                            https       | true
                                            http, HTTPS | true
                                            https, http | false
                                            http        | false
                                            """)
    void a_cookie_is_secure_if_the_trusted_proxy_speaks_tls(String protocols, boolean secure)
            throws Exception {
        HttpResponse<String> login = logIn(behindProxies, behindProxies.initialPassword(),
                "X-Forwarded-Proto", protocols);

        assertThat(login.headers().firstValue("set-cookie").orElseThrow().contains("; Secure"))
                .isEqualTo(secure);
    }

    @Test
    void wrong_logins_are_counted_for_whom_the_proxy_names() throws Exception {
        HttpResponse<String> last = logIn(behindProxies, "wrong", "X-Forwarded-For", "192.0.2.1");
        for (int i = 0; i < 30 && last.statusCode() == 401; i++) {
            last = logIn(behindProxies, "wrong", "X-Forwarded-For", "192.0.2.1");
        }

        assertThat(ControlServer.code(last)).isEqualTo("too_many_logins");
        assertThat(logIn(behindProxies, behindProxies.initialPassword(), "X-Forwarded-For",
                "192.0.2.2").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/x", "1.2.3",
        "::1/129", "10.0.0.0/", "/8"})
    void what_is_no_network_is_refused(String text) {
        assertThatThrownBy(() -> TrustedProxies.of("127.0.0.1," + text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(text);
    }
}
