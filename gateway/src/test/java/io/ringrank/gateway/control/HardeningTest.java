// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control;

import static io.ringrank.gateway.control.ControlServer.PASSWORD;
import static io.ringrank.gateway.control.ControlServer.code;
import static io.ringrank.gateway.control.ControlServer.ok;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import io.ringrank.gateway.control.store.DataDirectoryLock;
import io.ringrank.gateway.http.HttpSettings;
import io.ringrank.gateway.route.Plane;
import io.ringrank.gateway.route.Route;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

@Timeout(120)
class HardeningTest {

    @TempDir
    private Path directory;

    @Test
    void every_answer_tells_browsers_to_do_nothing_with_it() throws Exception {
        try (ControlServer server = new ControlServer(directory)) {
            for (Route route : server.service().routes()) {
                HttpResponse<String> response =
                        server.call(route.method().name(), route.path(), "garbage", "");
                assertThat(response.headers().firstValue("x-content-type-options"))
                        .as(route.path())
                        .contains("nosniff");
                assertThat(response.headers().firstValue("content-security-policy").orElse(""))
                        .contains("default-src 'none'", "frame-ancestors 'none'");
                assertThat(response.headers().firstValue("referrer-policy"))
                        .contains("no-referrer");
                assertThat(response.headers().firstValue("access-control-allow-origin")).isEmpty();
            }
            HttpResponse<String> users = server.get("/api/v1/users", server.initialKey());
            assertThat(users.headers().firstValue("cache-control")).contains("no-store");
        }
    }

    @Test
    void the_admin_api_is_served_under_known_names_only() throws Exception {
        try (ControlServer server = new ControlServer(directory)) {
            String key = server.initialKey();
            for (String host : new String[]{"localhost", "LOCALHOST:8080", "localhost.",
                "127.0.0.1:1", "10.1.2.3", "[::1]:8080", "rank.example", "Rank.Example:443"}) {
                assertThat(raw(server, "/api/v1/users", host, key)).as(host)
                        .startsWith("HTTP/1.1 200");
            }
            for (String host : new String[]{"evil.example", "localhost.evil.example",
                "rank.example.evil", "127.0.0.1.evil.example", "x@localhost", "2130706433"}) {
                assertThat(raw(server, "/api/v1/users", host, key)).as(host)
                        .startsWith("HTTP/1.1 4")
                        .doesNotContain("\"users\"");
            }
            assertThat(raw(server, "/api/v1/users", "evil.example", key))
                    .contains("host_not_allowed");
            assertThat(raw(server, "/api/v1/users", "localhost\r\nHost: evil.example", key))
                    .startsWith("HTTP/1.1 4")
                    .doesNotContain("\"users\"");
            assertThat(raw(server, "http://localhost/api/v1/users", "localhost", key))
                    .startsWith("HTTP/1.1 200");
            for (String target : new String[]{"http://evil.example/api/v1/users",
                "http://localhost@evil.example/api/v1/users", "evil://evil.example/api/v1/users",
                "http://local%host/api/v1/users", "//evil.example/api/v1/users"}) {
                assertThat(raw(server, target, "localhost", key)).as(target)
                        .startsWith("HTTP/1.1 4")
                        .doesNotContain("\"users\"");
            }
            assertThat(raw(server, "http://localhost/api/v1/users", "evil.example", key))
                    .startsWith("HTTP/1.1 403");
            assertThat(raw(server, "/healthz", "evil.example", key))
                    .as("what needs no cookie needs no check")
                    .startsWith("HTTP/1.1 200");
        }
    }

    private static String raw(ControlServer server, String path, String host, String key)
            throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), server.service().port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: " + host
                            + "\r\nAuthorization: Bearer " + key
                            + "\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void the_admin_api_can_have_a_port_of_its_own() throws Exception {
        try (ControlServer server =
                new ControlServer(directory, new HttpSettings.Address("127.0.0.1", 0))) {
            int main = server.service().port();
            assertThat(server.service().adminPort()).isNotEqualTo(main);
            for (Route route : server.service().routes()) {
                int status = statusAt(server, main, route);
                if (route.plane() == Plane.CONTROL) {
                    assertThat(status).as(route.path()).isEqualTo(404);
                } else {
                    assertThat(status).as(route.path()).isNotEqualTo(404);
                }
                // No port has a file of the UI by that name.
                if (!route.path().startsWith("/ui/")) {
                    assertThat(statusAt(server, server.service().adminPort(), route))
                            .as(route.path())
                            .isNotEqualTo(404);
                }
            }
            // The pages of the admin API ask for scores too.
            assertThat(server.rerank(server.initialKey()).statusCode()).isEqualTo(200);
        }
    }

    private static int statusAt(ControlServer server, int port, Route route) throws Exception {
        return server.send(HttpRequest
                .newBuilder(URI.create("http://127.0.0.1:" + port
                        + route.path().replace(":", "")))
                .method(route.method().name(), BodyPublishers.noBody())).statusCode();
    }

    @Test
    void a_backup_can_be_taken_while_serving_and_brought_back() throws Exception {
        Path backup = directory.resolveSibling(directory.getFileName() + "-backup.db");
        String value;
        String token;
        try (ControlServer server = new ControlServer(directory)) {
            value = server.key(new JsonObject()).getString("value");
            token = server.admin();
            Files.write(backup, server.download("/api/v1/backup"));
            server.call("DELETE", "/api/v1/api-keys/" + value.substring(3, 13),
                    server.initialKey(), "");
            server.user("late");
            assertThat(directory).isDirectoryNotContaining("glob:**backup-*");
        }

        Restoration restored = ControlPlane.restore(backup, directory);
        assertThat(restored.keysBack()).containsExactly(value.substring(3, 13));
        assertThat(restored.usersBack()).isEmpty();

        try (ControlServer server = new ControlServer(directory)) {
            assertThat(server.rerank(value).statusCode()).isEqualTo(200);
            assertThat(code(server.get("/api/v1/users", token))).isEqualTo("invalid_session");
            assertThat(ok(server.get("/api/v1/users", server.login("admin", PASSWORD)))
                    .getJsonArray("users")
                    .size()).isEqualTo(1);
            assertThat(server.get("/api/v1/audit?limit=5", server.initialKey()).body())
                    .contains("\"actor\":\"theConsole\"", "\"action\":\"restore\"",
                            backup.toString());
        } finally {
            Files.deleteIfExists(backup);
        }
    }

    @Test
    void a_restored_database_says_who_is_back_and_leaves_no_file_that_is_not_true()
            throws Exception {
        Path other = Files.createDirectory(directory.resolve("other"));
        Path backup = directory.resolve("saved.db");
        JsonObject key;
        try (ControlServer server = new ControlServer(Files.createDirectory(
                directory.resolve("first")))) {
            server.admin();
            server.user("ada");
            server.user("eve");
            server.user("bob");
            key = server.key(new JsonObject());
            Files.write(backup, server.download("/api/v1/backup"));
            ok(server.call("DELETE", "/api/v1/users/ada", server.initialKey(), ""));
            ok(server.call("POST", "/api/v1/users/eve/password", server.initialKey(), ""));
            ok(server.call("PATCH", "/api/v1/api-keys/" + key.getString("id"),
                    server.initialKey(), "{\"expires_in\": 60}"));
        }
        new ControlServer(other).close();

        Restoration same = ControlPlane.restore(backup, directory.resolve("first"));
        Restoration elsewhere = ControlPlane.restore(backup, other);

        assertThat(same.compared()).isTrue();
        assertThat(same.usersBack()).containsExactly("ada", "eve");
        assertThat(same.keysBack()).containsExactly(key.getString("id"));
        assertThat(same.filesForgotten()).isEmpty();
        assertThat(elsewhere.filesForgotten()).containsExactly(
                other.resolve("initial-admin-password"), other.resolve("initial-api-key"));
        assertThat(other.resolve("initial-admin-password")).doesNotExist();
        Files.writeString(other.resolve("ringrank.db"), "damaged ".repeat(1000));
        assertThat(ControlPlane.restore(backup, other).compared()).isFalse();
    }

    @Test
    void backups_that_nobody_waits_for_leave_nothing_behind() throws Exception {
        try (ControlServer server = new ControlServer(directory)) {
            for (int i = 0; i < 20; i++) {
                try (Socket socket = new Socket(InetAddress.getLoopbackAddress(),
                        server.service().port())) {
                    socket.setSoLinger(true, 0);
                    socket.getOutputStream()
                            .write(("GET /api/v1/backup HTTP/1.1\r\nHost: localhost\r\n"
                                    + "Authorization: Bearer " + server.initialKey()
                                    + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
                }
            }
            while (copies() > 0 || server.get("/api/v1/backup", server.initialKey())
                    .statusCode() != 200) {
                Thread.onSpinWait();
            }
            while (copies() > 0) {
                Thread.onSpinWait();
            }
        }
    }

    private long copies() throws IOException {
        try (java.util.stream.Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().startsWith("backup-"))
                    .count();
        }
    }

    @Test
    void no_secret_is_logged_however_much_is_logged() throws Exception {
        Queue<String> lines = new ConcurrentLinkedQueue<>();
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                lines.add(event.getFormattedMessage());
                for (IThrowableProxy t = event.getThrowableProxy(); t != null; t = t.getCause()) {
                    lines.add(String.valueOf(t.getMessage()));
                }
            }
        };
        Level before = root.getLevel();
        appender.setContext(root.getLoggerContext());
        appender.start();
        // Nobody wants to read all of it.
        Appender<ILoggingEvent> console = root.getAppender("console");
        root.detachAppender(console);
        root.addAppender(appender);
        root.setLevel(Level.TRACE);
        String key;
        String token;
        String password;
        try (ControlServer server = new ControlServer(directory)) {
            key = server.key(new JsonObject()).getString("value");
            token = server.admin();
            server.rerank(key);
            server.rerank(key + "x");
            server.get("/api/v1/users", token);
            server.get("/api/v1/users", token + "x");
            server.tryLogin("admin", "a wrong but secret password");
            password = ControlServer.created(server.call("POST", "/api/v1/users", token,
                    "{\"name\": \"ada\"}")).getString("password");
            server.call("POST", "/api/v1/users", token, "{\"name\": \"ada\"}");
            server.restart();
            server.get("/api/v1/users", token);
        } finally {
            root.setLevel(before);
            root.detachAppender(appender);
            root.addAppender(console);
        }

        assertThat(lines).isNotEmpty();
        for (String secret : new String[]{key.substring(14), token.substring(token.length() - 40),
            PASSWORD, "a wrong but secret password", password}) {
            assertThat(lines).as("secrets").noneMatch(line -> line.contains(secret));
        }
    }

    @Test
    void two_servers_can_not_use_one_data_directory() throws Exception {
        try (ControlServer _ = new ControlServer(directory)) {
            org.assertj.core.api.Assertions
                    .assertThatThrownBy(() -> DataDirectoryLock.take(directory))
                    .hasMessageContaining("in use");
        }
    }
}
