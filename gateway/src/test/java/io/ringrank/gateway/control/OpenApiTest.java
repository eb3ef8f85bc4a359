// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringrank.gateway.openapi.OpenApi;
import io.ringrank.gateway.route.Input;
import io.ringrank.gateway.route.Plane;
import io.ringrank.gateway.route.Route;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The document that the server gives of itself, against the server. */
class OpenApiTest {

    @TempDir
    private static Path directory;

    private static ControlServer server;
    private static JsonObject document;

    @BeforeAll
    static void start() throws Exception {
        server = new ControlServer(directory);
        document = new JsonObject(server.call("GET", "/openapi.json", "", "").body());
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    private static JsonObject operation(Route route) {
        return document.getJsonObject("paths")
                .getJsonObject(OpenApi.path(route))
                .getJsonObject(route.method().name().toLowerCase(Locale.ROOT));
    }

    @Test
    void has_every_route_and_no_other() {
        Set<String> described = new TreeSet<>();
        JsonObject paths = document.getJsonObject("paths");
        paths.fieldNames()
                .forEach(path -> paths.getJsonObject(path)
                        .fieldNames()
                        .forEach(method -> described.add(method + " " + path)));

        assertThat(document.getString("openapi")).isEqualTo("3.1.0");
        assertThat(described).isEqualTo(server.service()
                .routes()
                .stream()
                .map(route -> route.method().name().toLowerCase(Locale.ROOT) + " "
                        + OpenApi.path(route))
                .collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void names_every_field_and_parameter_that_the_admin_api_reads_and_no_other() throws Exception {
        int tried = 0;
        for (Route route : server.service().routes()) {
            for (Input.Place place : Input.Place.values()) {
                Set<String> names = route.inputs()
                        .stream()
                        .filter(input -> input.place() == place)
                        .map(Input::name)
                        .collect(Collectors.toCollection(TreeSet::new));
                if (route.plane() == Plane.CONTROL && !names.isEmpty()) {
                    assertThat(known(route, place)).as(route.path()).isEqualTo(names);
                    tried++;
                }
            }
        }
        assertThat(tried).isGreaterThan(10);
    }

    /** As the server says when it is asked for something else. */
    private static Set<String> known(Route route, Input.Place place) throws Exception {
        String path = route.path().replace(":name", "admin").replace(":id", "nothing");
        boolean inBody = place == Input.Place.BODY;
        HttpResponse<String> refused = server.call(route.method().name(),
                inBody ? path : path + "?zzz=1", server.admin(), inBody ? "{\"zzz\": 1}" : "");
        assertThat(refused.statusCode()).as(route.path()).isEqualTo(400);
        String message = new JsonObject(refused.body()).getString("message");
        assertThat(message).startsWith("there is no ");
        return new TreeSet<>(
                List.of(message.substring(message.indexOf("there are ") + 10).split(", ")));
    }

    @Test
    void the_admin_api_wants_what_is_said_to_be_needed() throws Exception {
        for (Route route : server.service().routes()) {
            List<String> needed = route.inputs()
                    .stream()
                    .filter(input -> input.required() && input.place() == Input.Place.BODY)
                    .map(Input::name)
                    .toList();
            if (!needed.isEmpty()) {
                HttpResponse<String> refused = server.call(route.method().name(),
                        route.path().replace(":name", "admin").replace(":id", "nothing"),
                        server.admin(), "{}");
                assertThat(refused.statusCode()).as(route.path()).isEqualTo(400);
                assertThat(needed).contains(new JsonObject(refused.body()).getJsonObject("error")
                        .getString("param"));
            }
        }
    }

    @Test
    void its_examples_work_and_its_violations_are_refused() throws Exception {
        String key = server.key(new JsonObject().put("name", "docs")).getString("value");
        int refusals = 0;
        for (Route route : server.service().routes()) {
            if (route.plane() != Plane.DATA) {
                continue;
            }
            JsonObject content = operation(route).getJsonObject("requestBody")
                    .getJsonObject("content")
                    .getJsonObject(route.lines() ? "application/x-ndjson" : "application/json");
            JsonObject example = content.getJsonObject("example");
            assertThat(status(route, server.call("POST", route.path(), key, example.encode())))
                    .as(route.path())
                    .isEqualTo(200);
            for (JsonObject violation : violations(content, example)) {
                assertThat(status(route,
                        server.call("POST", route.path(), key, violation.encode())))
                        .as(route.path() + " " + violation)
                        .isIn(400, 404);
                refusals++;
            }
        }
        assertThat(refusals).isGreaterThan(500);
    }

    /** Of the only line, where there are lines. */
    private static int status(Route route, HttpResponse<String> response) {
        return route.lines() && response.statusCode() == 200
                ? new JsonObject(response.body()).getInteger("status")
                : response.statusCode();
    }

    /** The example with one value that is said to be refused. */
    private static List<JsonObject> violations(JsonObject content, JsonObject example) {
        List<JsonObject> bodies = new ArrayList<>();
        JsonObject properties = content.getJsonObject("schema").getJsonObject("properties");
        for (String name : properties.fieldNames()) {
            JsonArray refused = properties.getJsonObject(name)
                    .getJsonArray("x-refused",
                            new JsonArray());
            for (Object value : refused) {
                if (value != null) {
                    bodies.add(example.copy().put(name, value));
                } else if (example.containsKey(name)) {
                    JsonObject without = example.copy();
                    without.remove(name);
                    bodies.add(without);
                }
            }
        }
        return bodies;
    }

    @Test
    void is_a_page_for_people_too() throws Exception {
        HttpResponse<String> page = server.call("GET", "/docs", "", "");

        assertThat(page.headers().firstValue("content-type")).contains("text/html; charset=utf-8");
        assertThat(page.body()).doesNotContain("<script", "style=");
        assertThat(server.service().routes())
                .allSatisfy(route -> assertThat(page.body()).contains(
                        "<code>" + route.method() + " " + OpenApi.path(route) + "</code>"));
    }
}
