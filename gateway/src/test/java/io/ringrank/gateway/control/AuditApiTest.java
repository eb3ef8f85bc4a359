// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control;

import static io.ringrank.gateway.control.ControlServer.PASSWORD;
import static io.ringrank.gateway.control.ControlServer.ok;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditApiTest {

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

    /** Newest first: actor, address, action, target and outcome. */
    private List<String> rows() throws Exception {
        return ok(server.get("/api/v1/audit?limit=1000", server.initialKey()))
                .getJsonArray("audit")
                .stream()
                .map(row -> (JsonObject) row)
                .map(row -> String.join(" ", row.getString("actor"), row.getString("address"),
                        row.getString("action"), row.getString("target"),
                        row.getString("outcome")))
                .toList();
    }

    private String lastDetail() throws Exception {
        return ok(server.get("/api/v1/audit?limit=1", server.initialKey())).getJsonArray("audit")
                .getJsonObject(0)
                .getString("detail");
    }

    private String last() throws Exception {
        return rows().getFirst();
    }

    @Test
    void says_who_did_what_from_where() throws Exception {
        String initial = server.initialKey().substring(3, 13);
        String admin = server.admin();
        assertThat(last()).isEqualTo("user:admin 127.0.0.1 auth.login admin ok");
        String ada = server.user("ada");
        assertThat(rows()).contains(initial + " 127.0.0.1 user.create ada ok",
                "user:ada 127.0.0.1 auth.password ada ok",
                "server - user.create admin ok",
                "server - api_key.create " + initial + " ok");

        JsonObject key = ControlServer.created(
                server.call("POST", "/api/v1/api-keys", admin, "{\"name\": \"x\"}"));
        String path = "/api/v1/api-keys/" + key.getString("id");
        assertThat(last()).isEqualTo(
                "user:admin 127.0.0.1 api_key.create " + key.getString("id") + " ok");
        server.call("PATCH", path, admin, "{\"name\": \"y\", \"limits\": {\"class\": \"batch\"}}");
        assertThat(lastDetail()).isEqualTo("name x -> y, class interactive -> batch");
        assertThat(last()).isEqualTo(
                "user:admin 127.0.0.1 api_key.update " + key.getString("id") + " ok");
        server.call("DELETE", path, admin, "");
        assertThat(last()).isEqualTo(
                "user:admin 127.0.0.1 api_key.revoke " + key.getString("id") + " ok");
        server.call("PATCH", "/api/v1/users/ada", admin, "{\"role\": \"admin\"}");
        assertThat(last()).isEqualTo("user:admin 127.0.0.1 user.update ada ok");
        assertThat(lastDetail()).isEqualTo("role user -> admin");
        server.call("POST", "/api/v1/users/ada/password", admin, "");
        assertThat(last()).isEqualTo("user:admin 127.0.0.1 user.password ada ok");
        server.call("DELETE", "/api/v1/users/ada", admin, "");
        assertThat(last()).isEqualTo("user:admin 127.0.0.1 user.delete ada ok");
        server.get("/api/v1/backup", admin);
        assertThat(last()).isEqualTo("user:admin 127.0.0.1 backup  ok");
        server.call("POST", "/api/v1/auth/logout", admin, "");
        assertThat(last()).isEqualTo("user:admin 127.0.0.1 auth.logout admin ok");
        server.call("POST", "/api/v1/auth/signing-key", server.initialKey(), "");
        assertThat(last()).isEqualTo(initial + " 127.0.0.1 signing_key.replace  ok");
        assertThat(ada).isNotEmpty();
    }

    @Test
    void says_what_was_refused_and_why() throws Exception {
        String initial = server.initialKey().substring(3, 13);
        server.tryLogin("admin", "wrong");
        assertThat(last()).isEqualTo("- 127.0.0.1 auth.login admin invalid_login");
        server.tryLogin("the password, typed one field too early", "wrong");
        assertThat(last()).isEqualTo("- 127.0.0.1 auth.login  invalid_login");
        server.call("DELETE", "/api/v1/users/admin", server.initialKey(), "");
        assertThat(last()).isEqualTo(initial + " 127.0.0.1 user.delete admin last_admin");
        server.call("POST", "/api/v1/api-keys", server.initialKey(), "{\"name\": 7}");
        assertThat(last()).isEqualTo(initial + " 127.0.0.1 api_key.create  invalid_value");
    }

    @Test
    void says_who_wanted_what_they_may_not() throws Exception {
        String ada = server.user("ada");

        server.call("DELETE", "/api/v1/users/admin", ada, "");

        // It is written beside the answer, and what is written after it comes after it.
        server.key(new JsonObject());
        assertThat(rows()).contains(
                "user:ada 127.0.0.1 DELETE /api/v1/users/:name  admin_required");
    }

    @Test
    void says_nothing_of_reading_or_of_strangers() throws Exception {
        int before = rows().size();
        server.get("/api/v1/users", server.initialKey());
        server.get("/api/v1/users", "garbage");
        server.call("DELETE", "/api/v1/users/admin", "garbage", "");
        server.rerank(server.initialKey());

        assertThat(rows()).hasSize(before);
    }

    @Test
    void holds_no_secret() throws Exception {
        String value = server.key(new JsonObject()).getString("value");
        String token = server.admin();
        server.user("ada");
        server.tryLogin("admin", "a wrong but secret password");

        String all = server.get("/api/v1/audit?format=csv", token).body();

        assertThat(all).contains("auth.login")
                .doesNotContain(value.substring(14))
                .doesNotContain(server.initialKey().substring(14))
                .doesNotContain(PASSWORD)
                .doesNotContain("a wrong but secret password")
                .doesNotContain(token.substring(token.length() - 40));
    }

    @Test
    void writes_so_many_refusals_a_minute_and_counts_the_rest() throws Exception {
        String ada = server.user("ada");
        int before = rows().size();
        for (int i = 0; i < 100; i++) {
            server.call("POST", "/api/v1/api-keys", server.initialKey(), "{}");
        }
        assertThat(rows()).hasSize(before + 60);

        server.clock.pass(java.time.Duration.ofMinutes(1));
        server.call("POST", "/api/v1/api-keys", server.initialKey(), "{}");

        assertThat(server.get("/api/v1/audit?limit=1", server.initialKey()).body())
                .contains("and 40 more refusals before");
        assertThat(ada).isNotEmpty();
    }

    @Test
    void is_read_in_pages_and_exported_whole() throws Exception {
        for (int i = 0; i < 5; i++) {
            server.key(new JsonObject());
        }
        List<Object> ids = ok(server.get("/api/v1/audit?limit=3", server.initialKey()))
                .getJsonArray("audit")
                .stream()
                .map(row -> (Object) ((JsonObject) row).getLong("id"))
                .toList();
        JsonObject next = ok(server.get("/api/v1/audit?limit=1&before=" + ids.getLast(),
                server.initialKey())).getJsonArray("audit").getJsonObject(0);

        assertThat(next.getLong("id")).isEqualTo((Long) ids.getLast() - 1);
        HttpResponse<String> csv =
                server.get("/api/v1/audit?format=csv", server.initialKey());
        assertThat(csv.body().lines()).hasSize(1 + rows().size());
        assertThat(csv.body()).startsWith("id,at,actor,address,action,target,outcome,detail\r\n");
    }

    @Test
    void an_export_is_safe_to_open_in_a_spreadsheet() throws Exception {
        for (String name : List.of("=cmd|' /C calc'!A0", "a,\"b\"", "na\nme")) {
            server.call("POST", "/api/v1/users", server.initialKey(),
                    new JsonObject().put("name", name).encode());
        }

        assertThat(server.get("/api/v1/audit?format=csv", server.initialKey()).body())
                .contains(",'=cmd|' /C calc'!A0,")
                .contains(",\"a,\"\"b\"\"\",", ",na?me,");
    }
}
