// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringrank.gateway.auth.Audience;
import io.ringrank.gateway.dialect.Dialects;
import io.ringrank.gateway.route.Plane;
import io.ringrank.gateway.route.Route;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every route of the table against every kind of credential, over HTTP. */
class AuthorisationTest {

    /** Codes with which somebody is not let in; whatever else is answered, he was. */
    private static final Set<String> DENIALS = Set.of("missing_api_key", "invalid_api_key",
            "invalid_session", "missing_scope", "admin_required", "session_required",
            "password_change_required", "deployment_not_allowed", "missing_csrf_token");

    private static final Set<HttpMethod> READS = Set.of(HttpMethod.GET, HttpMethod.HEAD);

    @TempDir
    private static Path directory;

    private static ControlServer server;
    private static Map<Credential, String> tokens;

    enum Credential {
        NONE, GARBAGE, FORGED_KEY, EXPIRED_KEY, REVOKED_KEY, INFERENCE_KEY, MANAGEMENT_KEY, OTHER_DEPLOYMENT_KEY, GARBAGE_SESSION, EXPIRED_SESSION, ENDED_SESSION, USER, ADMIN, ADMIN_WITH_FIRST_PASSWORD, ADMIN_COOKIE, ADMIN_COOKIE_WITHOUT_CSRF_TOKEN
    }

    @BeforeAll
    static void start() throws Exception {
        server = new ControlServer(directory);
        tokens = new EnumMap<>(Credential.class);
        tokens.put(Credential.NONE, "");
        tokens.put(Credential.GARBAGE, "garbage");
        tokens.put(Credential.GARBAGE_SESSION, "garbage.garbage.garbage");
        tokens.put(Credential.INFERENCE_KEY, key(scopes("inference")));
        tokens.put(Credential.MANAGEMENT_KEY, key(scopes("management")));
        tokens.put(Credential.FORGED_KEY,
                token(Credential.MANAGEMENT_KEY).substring(0, 14) + "a".repeat(32));
        tokens.put(Credential.OTHER_DEPLOYMENT_KEY,
                key(new JsonObject().put("allowed_deployments", List.of("minilm"))));
        tokens.put(Credential.EXPIRED_KEY,
                key(scopes("inference", "management").put("expires_in", 60)));
        JsonObject revoked = server.key(scopes("inference", "management"));
        tokens.put(Credential.REVOKED_KEY, revoked.getString("value"));
        server.call("DELETE", "/api/v1/api-keys/" + revoked.getString("id"), server.initialKey(),
                "");
        server.user("ada");
        server.user("eve");
        ControlServer.created(server.call("POST", "/api/v1/users", server.initialKey(),
                new JsonObject().put("name", "new")
                        .put("role", "admin")
                        .put("password", ControlServer.PASSWORD)
                        .encode()));
        tokens.put(Credential.EXPIRED_SESSION, server.login("eve", ControlServer.PASSWORD));
        server.clock.pass(Duration.ofHours(13));
        tokens.put(Credential.ENDED_SESSION, server.login("ada", ControlServer.PASSWORD));
        server.call("POST", "/api/v1/auth/logout", token(Credential.ENDED_SESSION), "");
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    static Stream<Arguments> routesAndCredentials() {
        return table().stream()
                .flatMap(route -> Stream.of(Credential.values())
                        .map(credential -> Arguments.of(route.method().name(), route.path(),
                                credential)));
    }

    private static List<Route> table() {
        return server.service().routes();
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @MethodSource("routesAndCredentials")
    void lets_in_only_whom_the_table_says(String method, String path, Credential credential)
            throws Exception {
        Route route = table().stream()
                .filter(r -> r.method().name().equals(method) && r.path().equals(path))
                .findFirst()
                .orElseThrow();
        String expected = denial(route, credential);

        HttpResponse<String> response = send(method,
                path.replace(":name", "nobody").replace(":id", "nothing")
                        + (path.endsWith("/events") ? "?once=true" : ""),
                credential,
                route.plane() == Plane.DATA ? body(path) : "");

        if (path.startsWith("/tei/")) {
            // Its errors have no codes.
            assertThat(List.of(401, 403)).satisfies(denied -> assertThat(
                    denied.contains(response.statusCode())).isEqualTo(!expected.isEmpty()));
            return;
        }
        boolean line = route.lines() && response.statusCode() == 200;
        String code = method.equals("HEAD")
                ? ""
                : line ? codeOfLine(response) : ControlServer.code(response);
        assertThat(DENIALS.contains(code) ? code : "").isEqualTo(expected);
        if (!expected.isEmpty() && !line) {
            assertThat(response.statusCode())
                    .isEqualTo(expected.startsWith("invalid") || expected.startsWith("missing_api")
                            ? 401
                            : 403);
        }
    }

    /** Each line says for itself whether it was let in. */
    private static String codeOfLine(HttpResponse<String> response) {
        JsonObject line = new JsonObject(response.body());
        return line.getInteger("status") == 200
                ? ""
                : line.getJsonObject("error").getString("code");
    }

    private static HttpResponse<String> send(String method, String path, Credential credential,
            String body) throws Exception {
        if (credential != Credential.ADMIN_COOKIE
                && credential != Credential.ADMIN_COOKIE_WITHOUT_CSRF_TOKEN) {
            return server.call(method, path, token(credential), body);
        }
        server.admin();
        HttpResponse<String> login = server.call("POST", "/api/v1/auth/login", "",
                new JsonObject().put("username", "admin")
                        .put("password", ControlServer.PASSWORD)
                        .put("cookie", true)
                        .encode());
        HttpRequest.Builder request = server.request(path)
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .header("Content-Type", "application/json")
                .header("Cookie", login.headers()
                        .firstValue("set-cookie")
                        .orElseThrow()
                        .split(";", 2)[0]);
        if (credential == Credential.ADMIN_COOKIE) {
            request.header("x-csrf-token", ControlServer.ok(login).getString("csrf_token"));
        }
        return server.send(request);
    }

    /** A request for scores in the dialect that is spoken there. */
    private static String body(String path) {
        return Dialects.ALL.stream()
                .filter(dialect -> dialect.paths().contains(path))
                .map(dialect -> new JsonObject(dialect.example()).put("model", "bge").encode())
                .findFirst()
                .orElse(ControlServer.RERANK);
    }

    /** The code with which that credential is refused by a route for that audience, or empty. */
    private static String denial(Route route, Credential credential) {
        Audience audience = route.audience();
        if (audience == Audience.ANYONE) {
            return "";
        }
        return switch (credential) {
            case NONE -> "missing_api_key";
            case GARBAGE, FORGED_KEY, EXPIRED_KEY, REVOKED_KEY -> "invalid_api_key";
            case GARBAGE_SESSION, EXPIRED_SESSION, ENDED_SESSION -> "invalid_session";
            case INFERENCE_KEY -> forKey(audience, Audience.INFERENCE);
            case MANAGEMENT_KEY -> forKey(audience, Audience.MANAGEMENT);
            case OTHER_DEPLOYMENT_KEY -> route.plane() == Plane.DATA
                    ? "deployment_not_allowed"
                    : forKey(audience, Audience.INFERENCE);
            case USER -> audience == Audience.MANAGEMENT ? "admin_required" : "";
            case ADMIN, ADMIN_COOKIE -> "";
            case ADMIN_COOKIE_WITHOUT_CSRF_TOKEN -> READS.contains(route.method())
                    ? ""
                    : "missing_csrf_token";
            case ADMIN_WITH_FIRST_PASSWORD ->
                audience == Audience.SESSION ? "" : "password_change_required";
        };
    }

    private static String forKey(Audience audience, Audience ofKey) {
        if (audience == Audience.SESSION) {
            return "session_required";
        }
        return audience == ofKey ? "" : "missing_scope";
    }

    /** A new route is for administrators unless it is named here. */
    @Test
    void only_these_routes_are_for_others_than_administrators() {
        Map<Audience, Set<String>> others = table().stream()
                .filter(route -> route.audience() != Audience.MANAGEMENT)
                .collect(Collectors.groupingBy(Route::audience,
                        Collectors.mapping(route -> route.method() + " " + route.path(),
                                Collectors.toSet())));

        assertThat(others).isEqualTo(Map.of(
                Audience.ANYONE,
                Set.of("GET /healthz", "HEAD /healthz", "GET /readyz", "HEAD /readyz",
                        "GET /health", "GET /tei/health", "GET /metrics",
                        "GET /openapi.json", "GET /docs",
                        "GET /", "GET /ui/:build/:library/:file",
                        "POST /api/v1/auth/login"),
                Audience.INFERENCE,
                Stream.concat(Dialects.paths().keySet().stream().map(path -> "POST " + path),
                        Stream.of("POST /v1/rerank/batch", "GET /v1/models", "GET /info",
                                "GET /tei/info"))
                        .collect(Collectors.toSet()),
                Audience.SESSION,
                Set.of("GET /api/v1/auth/session", "POST /api/v1/auth/logout",
                        "POST /api/v1/auth/password")));
    }

    @Test
    void every_route_of_the_control_plane_lies_below_its_prefix_and_says_what_it_is_for() {
        assertThat(table()).filteredOn(route -> route.plane() == Plane.CONTROL)
                .hasSizeGreaterThan(10)
                .allSatisfy(route -> assertThat(route.path()).matches("/|/ui/.+|/api/v1/.+"));
        assertThat(table()).allSatisfy(route -> assertThat(route.summary()).endsWith("."));
        Map<String, Long> rows = table().stream()
                .collect(Collectors.groupingBy(r -> r.method() + " " + r.path(), HashMap::new,
                        Collectors.counting()));
        assertThat(rows.values()).containsOnly(1L);
    }

    /** Some calls end sessions, so those are begun anew. */
    private static String token(Credential credential) throws Exception {
        return switch (credential) {
            case ADMIN -> server.admin();
            case USER -> server.login("ada", ControlServer.PASSWORD);
            case ADMIN_WITH_FIRST_PASSWORD -> server.login("new", ControlServer.PASSWORD);
            default -> tokens.getOrDefault(credential, "");
        };
    }

    private static String key(JsonObject body) throws Exception {
        return server.key(body).getString("value");
    }

    private static JsonObject scopes(String... scopes) {
        return new JsonObject().put("scopes", new JsonArray(List.of(scopes)));
    }
}
