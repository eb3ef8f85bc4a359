// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control;

import static io.ringrank.gateway.control.ControlServer.PASSWORD;
import static io.ringrank.gateway.control.ControlServer.code;
import static io.ringrank.gateway.control.ControlServer.ok;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoginApiTest {

    private static final String LOGIN = "/api/v1/auth/login";
    private static final String SESSION = "/api/v1/auth/session";
    private static final String LOGOUT = "/api/v1/auth/logout";
    private static final String CHANGE = "/api/v1/auth/password";

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

    private int session(String token) throws Exception {
        return server.get(SESSION, token).statusCode();
    }

    private HttpResponse<String> change(String token, String current, String fresh)
            throws Exception {
        return server.call("POST", CHANGE, token, new JsonObject().put("current_password", current)
                .put("new_password", fresh)
                .encode());
    }

    @Test
    void the_first_start_leaves_a_password_that_only_the_owner_can_read() throws Exception {
        Path file = directory.resolve("initial-admin-password");

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(server.initialPassword()).hasSize(20);
        server.restart();
        assertThat(server.tryLogin("admin", server.initialPassword()).statusCode())
                .as("the next start makes no other")
                .isEqualTo(200);
    }

    @Test
    void the_first_password_must_be_changed_before_anything_else_and_its_file_goes()
            throws Exception {
        String first = server.initialPassword();
        JsonObject login = ok(server.tryLogin("admin", first));
        String token = login.getString("access_token");

        assertThat(login.getBoolean("must_change_password")).isTrue();
        assertThat(code(server.get("/api/v1/users", token)))
                .isEqualTo("password_change_required");
        assertThat(code(server.rerank(token))).isEqualTo("password_change_required");
        assertThat(change(token, first, PASSWORD).statusCode()).isEqualTo(204);

        assertThat(directory.resolve("initial-admin-password")).doesNotExist();
        assertThat(code(server.tryLogin("admin", first))).isEqualTo("invalid_login");
        String fresh = server.login("admin", PASSWORD);
        assertThat(server.get("/api/v1/users", fresh).statusCode()).isEqualTo(200);
        assertThat(server.rerank(fresh).statusCode()).isEqualTo(200);
        server.restart();
        assertThat(directory.resolve("initial-admin-password")).doesNotExist();
    }

    @Test
    void a_login_answers_as_clients_of_oauth_expect() throws Exception {
        server.admin();

        HttpResponse<String> response = server.tryLogin("admin", PASSWORD);

        JsonObject login = ok(response);
        assertThat(login.getString("token_type")).isEqualTo("Bearer");
        assertThat(login.getInteger("expires_in")).isEqualTo(12 * 3600);
        assertThat(login.getString("access_token").split("\\.", -1)).hasSize(3);
        assertThat(response.headers().firstValue("set-cookie")).isEmpty();
        assertThat(response.headers().firstValue("cache-control")).contains("no-store");
    }

    @Test
    void a_wrong_name_is_answered_like_a_wrong_password() throws Exception {
        HttpResponse<String> wrongPassword = server.tryLogin("admin", "wrong password");
        HttpResponse<String> wrongName = server.tryLogin("nobody", "wrong password");

        assertThat(wrongPassword.statusCode()).isEqualTo(401);
        assertThat(wrongName.statusCode()).isEqualTo(401);
        assertThat(wrongName.body()).isEqualTo(wrongPassword.body());
        for (String name : List.of("admin", "nobody")) {
            for (int i = 1; i < 10; i++) {
                assertThat(server.tryLogin(name, "wrong").statusCode()).isEqualTo(401);
            }
            assertThat(server.tryLogin(name, "wrong").statusCode()).isEqualTo(429);
        }
    }

    @Test
    void too_many_wrong_passwords_keep_even_the_right_one_out_until_the_time_it_says()
            throws Exception {
        for (int i = 0; i < 10; i++) {
            server.tryLogin("admin", "wrong");
        }
        HttpResponse<String> refused = server.tryLogin("admin", server.initialPassword());

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(code(refused)).isEqualTo("too_many_logins");
        assertThat(refused.headers().firstValue("retry-after")).contains("30");
        server.clock.pass(Duration.ofSeconds(29));
        assertThat(server.tryLogin("admin", server.initialPassword()).statusCode()).isEqualTo(429);
        server.clock.pass(Duration.ofSeconds(2));
        assertThat(server.tryLogin("admin", server.initialPassword()).statusCode()).isEqualTo(200);
    }

    @Test
    void a_change_of_password_can_not_be_used_to_try_passwords() throws Exception {
        String token = server.admin();
        for (int i = 0; i < 10; i++) {
            assertThat(code(change(token, "wrong", "another password"))).isEqualTo("invalid_login");
        }

        assertThat(code(change(token, PASSWORD, "another password")))
                .isEqualTo("too_many_logins");
    }

    @Test
    void logout_ends_this_session_and_no_other() throws Exception {
        String first = server.admin();
        String second = server.login("admin", PASSWORD);

        assertThat(server.call("POST", LOGOUT, first, "").statusCode()).isEqualTo(204);

        assertThat(session(first)).isEqualTo(401);
        assertThat(session(second)).isEqualTo(200);
        server.restart();
        assertThat(session(first)).isEqualTo(401);
        assertThat(session(second)).as("sessions survive a restart").isEqualTo(200);
    }

    @Test
    void a_new_password_ends_all_sessions_of_its_user_and_of_nobody_else() throws Exception {
        String first = server.admin();
        String second = server.login("admin", PASSWORD);
        String ada = server.user("ada");

        assertThat(change(first, PASSWORD, "another password").statusCode()).isEqualTo(204);

        assertThat(session(first)).isEqualTo(401);
        assertThat(session(second)).isEqualTo(401);
        assertThat(session(ada)).isEqualTo(200);
        server.restart();
        assertThat(session(second)).isEqualTo(401);
        assertThat(server.tryLogin("admin", "another password").statusCode()).isEqualTo(200);
    }

    @Test
    void a_session_ends_at_its_time() throws Exception {
        String token = server.admin();

        server.clock.pass(Duration.ofHours(12).minusSeconds(1));
        assertThat(session(token)).isEqualTo(200);
        server.clock.pass(Duration.ofSeconds(1));
        assertThat(session(token)).isEqualTo(401);
    }

    @Test
    void the_twenty_first_login_of_a_user_ends_the_first() throws Exception {
        String first = server.admin();
        server.clock.pass(Duration.ofSeconds(1));
        String second = server.login("admin", PASSWORD);
        for (int i = 2; i < 20; i++) {
            server.clock.pass(Duration.ofSeconds(1));
            server.login("admin", PASSWORD);
        }
        assertThat(session(first)).isEqualTo(200);

        server.clock.pass(Duration.ofSeconds(1));
        String last = server.login("admin", PASSWORD);

        assertThat(session(first)).isEqualTo(401);
        assertThat(session(second)).isEqualTo(200);
        assertThat(session(last)).isEqualTo(200);
    }

    @Test
    void the_key_that_signs_is_changed_each_month_and_sessions_go_on() throws Exception {
        server.admin();
        server.clock.pass(Duration.ofDays(30).minusHours(1));
        String before = server.login("admin", PASSWORD);
        server.clock.pass(Duration.ofHours(2));
        String after = server.login("admin", PASSWORD);

        assertThat(header(after)).isNotEqualTo(header(before));
        assertThat(session(before)).isEqualTo(200);
        assertThat(session(after)).isEqualTo(200);
        server.restart();
        assertThat(session(before)).isEqualTo(200);
        assertThat(session(after)).isEqualTo(200);
    }

    @Test
    void the_key_that_signs_can_be_replaced_which_ends_all_sessions() throws Exception {
        String admin = server.admin();
        String ada = server.user("ada");

        assertThat(server.call("POST", "/api/v1/auth/signing-key", admin, "").statusCode())
                .isEqualTo(204);

        assertThat(session(admin)).isEqualTo(401);
        assertThat(session(ada)).isEqualTo(401);
        String fresh = server.login("admin", PASSWORD);
        assertThat(header(fresh)).isNotEqualTo(header(admin));
        assertThat(session(fresh)).isEqualTo(200);
    }

    @Test
    void a_browser_gets_a_cookie_that_no_script_and_no_other_site_can_use() throws Exception {
        server.admin();
        HttpResponse<String> response = cookieLogin();

        String cookie = response.headers().firstValue("set-cookie").orElseThrow();
        assertThat(cookie).matches("ringrank_session=[^;]+; Max-Age=43200; Expires=[^;]+; Path=/;"
                + " HTTPOnly; SameSite=Strict");
        assertThat(response.body()).doesNotContain(cookie.substring(17, 60));
    }

    @Test
    void the_cookie_alone_may_read_but_change_nothing() throws Exception {
        server.admin();
        HttpResponse<String> login = cookieLogin();
        String cookie = login.headers().firstValue("set-cookie").orElseThrow().split(";", 2)[0];
        String csrf = ok(login).getString("csrf_token");

        assertThat(server.send(server.request(SESSION).header("Cookie", cookie)).statusCode())
                .isEqualTo(200);
        HttpRequest.Builder rerank = server.request("/v1/rerank")
                .header("Cookie", cookie)
                .POST(BodyPublishers.ofString(ControlServer.RERANK));
        assertThat(code(server.send(rerank.copy()))).isEqualTo("missing_csrf_token");
        assertThat(code(server.send(rerank.copy().header("x-csrf-token", csrf + "x"))))
                .isEqualTo("missing_csrf_token");
        assertThat(server.send(rerank.copy().header("x-csrf-token", csrf)).statusCode())
                .isEqualTo(200);
        HttpRequest.Builder logout = server.request(LOGOUT)
                .header("Cookie", cookie)
                .POST(BodyPublishers.noBody());
        assertThat(code(server.send(logout.copy()))).isEqualTo("missing_csrf_token");
        HttpResponse<String> out = server.send(logout.copy().header("x-csrf-token", csrf));
        assertThat(out.statusCode()).isEqualTo(204);
        assertThat(out.headers().firstValue("set-cookie").orElseThrow())
                .startsWith("ringrank_session=; Max-Age=0;");
        assertThat(code(server.send(server.request(SESSION).header("Cookie", cookie))))
                .isEqualTo("invalid_session");
    }

    @Test
    void the_token_of_one_session_is_no_csrf_token_of_another() throws Exception {
        server.admin();
        HttpResponse<String> one = cookieLogin();
        HttpResponse<String> other = cookieLogin();
        String cookie = one.headers().firstValue("set-cookie").orElseThrow().split(";", 2)[0];

        assertThat(code(server.send(server.request(LOGOUT)
                .header("Cookie", cookie)
                .header("x-csrf-token", ok(other).getString("csrf_token"))
                .POST(BodyPublishers.noBody())))).isEqualTo("missing_csrf_token");
    }

    @Test
    void a_page_of_another_site_can_not_log_in_with_a_form() throws Exception {
        for (String type : List.of("text/plain", "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=x")) {
            HttpResponse<String> response = server.send(server.request(LOGIN)
                    .header("Content-Type", type)
                    .POST(BodyPublishers.ofString(
                            "{\"username\": \"admin\", \"password\": \"x\", \"cookie\": true}")));

            assertThat(response.statusCode()).as(type).isIn(415, 400);
        }
    }

    private HttpResponse<String> cookieLogin() throws Exception {
        return server.send(server.request(LOGIN)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(new JsonObject().put("username", "admin")
                        .put("password", PASSWORD)
                        .put("cookie", true)
                        .encode())));
    }

    private static String header(String token) {
        return token.split("\\.", 2)[0];
    }

    @Test
    void a_login_that_a_new_password_overtakes_lets_nobody_in() throws Exception {
        server.user("ada");
        String current = PASSWORD;
        for (int round = 0; round < 10; round++) {
            String old = current;
            CompletableFuture<HttpResponse<String>> login =
                    CompletableFuture.supplyAsync(() -> tryLogin("ada", old));
            current = ok(server.call("POST", "/api/v1/users/ada/password", server.initialKey(),
                    "")).getString("password");
            HttpResponse<String> answer = login.get();
            if (answer.statusCode() == 200) {
                assertThat(session(ok(answer).getString("access_token"))).isEqualTo(401);
            } else {
                assertThat(code(answer)).isEqualTo("invalid_login");
            }
        }
    }

    private HttpResponse<String> tryLogin(String user, String password) {
        try {
            return server.tryLogin(user, password);
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void a_reset_of_the_admins_password_ends_the_admins_sessions_and_no_others(
            @TempDir Path stopped) throws Exception {
        String admin;
        String ada;
        try (ControlServer before = new ControlServer(stopped)) {
            admin = before.admin();
            ada = before.user("ada");
        }
        ControlPlane.resetAdminPassword(stopped);

        try (ControlServer after = new ControlServer(stopped)) {
            assertThat(after.get("/api/v1/auth/session", ada).statusCode()).isEqualTo(200);
            assertThat(after.get("/api/v1/auth/session", admin).statusCode()).isEqualTo(401);
        }
    }
}
