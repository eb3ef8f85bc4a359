// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control;

import static io.ringrank.gateway.control.ControlServer.PASSWORD;
import static io.ringrank.gateway.control.ControlServer.code;
import static io.ringrank.gateway.control.ControlServer.created;
import static io.ringrank.gateway.control.ControlServer.ok;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsersApiTest {

    @TempDir
    private Path directory;

    private ControlServer server;
    private String admin;

    @BeforeEach
    void start() throws Exception {
        server = new ControlServer(directory);
        admin = server.admin();
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        return server.call("POST", path, admin, body);
    }

    @Test
    void a_new_user_gets_a_password_that_is_shown_once_and_must_be_changed() throws Exception {
        JsonObject user = created(post("/api/v1/users", "{\"name\": \"ada\"}"));

        assertThat(user.getString("role")).isEqualTo("user");
        JsonObject login = ok(server.tryLogin("ada", user.getString("password")));
        assertThat(login.getBoolean("must_change_password")).isTrue();
        HttpResponse<String> list = server.get("/api/v1/users", admin);
        assertThat(list.body()).doesNotContain(user.getString("password")).doesNotContain("argon2");
        JsonArray users = ok(list).getJsonArray("users");
        assertThat(users.size()).isEqualTo(2);
        assertThat(users.getJsonObject(0).getString("name")).isEqualTo("ada");
    }

    @Test
    void an_admin_may_make_another_admin_and_then_lose_the_role() throws Exception {
        server.user("ada");
        String token = server.login("ada", PASSWORD);
        assertThat(code(server.get("/api/v1/users", token))).isEqualTo("admin_required");

        ok(server.call("PATCH", "/api/v1/users/ada", admin, "{\"role\": \"admin\"}"));

        assertThat(code(server.get("/api/v1/users", token)))
                .as("sessions have the role of their beginning, so they end")
                .isEqualTo("invalid_session");
        String asAdmin = server.login("ada", PASSWORD);
        assertThat(server.get("/api/v1/users", asAdmin).statusCode()).isEqualTo(200);
        ok(server.call("PATCH", "/api/v1/users/admin", asAdmin, "{\"role\": \"user\"}"));
        assertThat(code(server.get("/api/v1/users", admin))).isEqualTo("invalid_session");
    }

    @Test
    void the_last_admin_stays() throws Exception {
        server.user("ada");

        assertThat(code(server.call("DELETE", "/api/v1/users/admin", admin, "")))
                .isEqualTo("last_admin");
        assertThat(code(
                server.call("PATCH", "/api/v1/users/admin", admin, "{\"role\": \"user\"}")))
                .isEqualTo("last_admin");
        ok(server.call("PATCH", "/api/v1/users/admin", admin, "{\"role\": \"admin\"}"));
    }

    @Test
    void a_deleted_user_is_out_at_once() throws Exception {
        String token = server.user("ada");

        ok(server.call("DELETE", "/api/v1/users/ada", admin, ""));

        assertThat(code(server.rerank(token))).isEqualTo("invalid_session");
        assertThat(code(server.tryLogin("ada", PASSWORD))).isEqualTo("invalid_login");
        assertThat(code(server.call("DELETE", "/api/v1/users/ada", admin, "")))
                .isEqualTo("user_not_found");
        server.restart();
        assertThat(code(server.rerank(token))).isEqualTo("invalid_session");
    }

    @Test
    void the_keys_of_who_loses_something_are_named_or_revoked_and_the_keys_of_those_keys()
            throws Exception {
        for (boolean revoke : new boolean[]{false, true}) {
            for (String method : new String[]{"PATCH", "DELETE"}) {
                server.user("ada");
                server.call("PATCH", "/api/v1/users/ada", admin, "{\"role\": \"admin\"}");
                String first = keyMadeWith(server.login("ada", PASSWORD));
                String second = keyMadeWith(first);

                JsonObject answer = ok(server.call(method,
                        "/api/v1/users/ada?revoke_keys=" + revoke, admin,
                        method.equals("PATCH") ? "{\"role\": \"user\"}" : ""));

                assertThat(answer.getJsonArray(revoke ? "revoked_api_keys" : "valid_api_keys"))
                        .contains(first.substring(3, 13), second.substring(3, 13));
                for (String key : new String[]{first, second}) {
                    assertThat(server.rerank(key).statusCode()).isEqualTo(revoke ? 401 : 200);
                }
                server.call("DELETE", "/api/v1/users/ada", admin, "");
            }
        }
    }

    private String keyMadeWith(String credential) throws Exception {
        return created(server.call("POST", "/api/v1/api-keys", credential,
                "{\"name\": \"k\", \"scopes\": [\"inference\", \"management\"]}"))
                .getString("value");
    }

    @Test
    void an_admin_can_give_a_user_a_new_password() throws Exception {
        String token = server.user("ada");

        JsonObject answer = ok(post("/api/v1/users/ada/password", ""));
        assertThat(code(server.rerank(token))).isEqualTo("invalid_session");
        assertThat(code(server.tryLogin("ada", PASSWORD))).isEqualTo("invalid_login");
        assertThat(ok(server.tryLogin("ada", answer.getString("password")))
                .getBoolean("must_change_password")).isTrue();
        assertThat(post("/api/v1/users/ada/password", "{\"password\": \"a chosen password\"}")
                .statusCode()).isEqualTo(204);
        assertThat(server.tryLogin("ada", "a chosen password").statusCode()).isEqualTo(200);
        assertThat(code(post("/api/v1/users/nobody/password", ""))).isEqualTo("user_not_found");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|',
            textBlock = """
                        {}                                              | 400 | invalid_value
                        {"name": ""}                                    | 400 | invalid_value
                        {"name": "Ada"}                                 | 400 | invalid_value
                        {"name": "a b"}                                 | 400 | invalid_value
                        {"name": "../etc"}                              | 400 | invalid_value
                        {"name": 7}                                     | 400 | invalid_value
                        {"name": "bob", "role": "root"}                 | 400 | invalid_value
                        {"name": "bob", "password": "short"}            | 400 | invalid_value
                        {"name": "bob", "rolle": "user"}                | 400 | invalid_value
                        {"name": "admin"}                               | 409 | user_exists
                        {"name": "bob", "name": "eve"}                  | 400 | invalid_json
                        {"name": "bob"} {}                              | 400 | invalid_json
                        [1]                                             | 400 | invalid_value
                        {                                               | 400 | invalid_json
                        """)
    void a_user_that_makes_no_sense_is_refused_with_the_field(String body, int status, String code)
            throws Exception {
        HttpResponse<String> response = post("/api/v1/users", body);

        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(code(response)).isEqualTo(code);
        assertThat(ok(server.get("/api/v1/users", admin)).getJsonArray("users").size())
                .isEqualTo(1);
    }

    @Test
    void a_body_that_is_too_large_is_refused() throws Exception {
        HttpResponse<String> response =
                post("/api/v1/users", "{\"name\": \"" + "a".repeat(70_000) + "\"}");

        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(code(response)).isEqualTo("body_too_large");
    }
}
