// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control;

import io.ringrank.gateway.Damage;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes requests to the admin API from its description: right, odd and damaged ones. */
final class AdminRequests {

    private static final String PREFIX = "/api/v1/";
    private static final Pattern PLACE = Pattern.compile("\\{\\w+}");
    private static final Pattern NAME = Pattern.compile("[a-z]+(_[a-z]+)+|class|lanes|device");

    /** Of users, deployments and whatever takes a name. */
    private static final List<String> NAMES =
            List.of("ann", "bob", "one", "two", "admin", "bge", "builtin", "nobody");
    private static final List<String> WORDS = List.of("admin", "user", "builtin", "hf:a/b",
            "ms:a/b:Q8_0", "hf:", "/etc/passwd", "../x.gguf", "inference", "management",
            "interactive", "batch", "auto", "cpu", "json", "csv", "hf", "likes", "2026-11-25",
            "9999-99-99", "true", "false", "0", "1", "-1", "99999999999999999999",
            ControlServer.PASSWORD, "x".repeat(2_000), "\u0000", "\ud83d", " ", "", "a b", "\u00e9",
            "%", "'; drop table users; --", "{\"a\": 1}", "\n");
    private static final List<Number> NUMBERS = List.of(0, 1, 2, 7, 60, -1, 3_600, 1.5, 1e300,
            Long.MAX_VALUE, Long.MIN_VALUE, 99_999_999_999L);
    private static final List<String> MEDIA_TYPES = List.of("text/plain",
            "application/x-www-form-urlencoded", "application/json; charset=utf-16", "json", "/");
    private static final List<String> ODD_PLACES =
            List.of("%00", "..", "%2e%2e", "%ff", "a%20b", "%2F", "a;b", "x".repeat(1_000), "-");

    private final Random random;
    private final Map<Damage, Integer> done;
    private final List<Operation> operations = new ArrayList<>();
    private final Set<String> keyIds = new TreeSet<>();
    private String key = "";
    private String session = "";

    /** What can be asked for; with the schema of each input, by name. */
    private record Operation(String method, String path, Map<String, JsonObject> query,
            Map<String, JsonObject> body) {}

    /** One request. */
    record Shot(String method, String path, Map<String, String> headers, byte[] body) {

        /** As it goes over a connection. */
        byte[] raw() {
            String head = Stream
                    .concat(Stream.of(method + ' ' + path + " HTTP/1.1", "host: localhost",
                            "content-length: " + body.length),
                            headers.entrySet()
                                    .stream()
                                    .map(header -> header.getKey() + ": " + header.getValue()))
                    .collect(Collectors.joining("\r\n", "", "\r\n\r\n"));
            return (head + new String(body, StandardCharsets.ISO_8859_1))
                    .getBytes(StandardCharsets.ISO_8859_1);
        }

        @Override
        public String toString() {
            return new String(raw(), StandardCharsets.UTF_8);
        }
    }

    /**
     * @param document what the server says of itself
     * @param done counts the damages
     */
    AdminRequests(JsonObject document, Random random, Map<Damage, Integer> done) {
        this.random = random;
        this.done = done;
        JsonObject paths = document.getJsonObject("paths");
        for (String path : paths.fieldNames()) {
            for (String method : paths.getJsonObject(path).fieldNames()) {
                if (path.startsWith(PREFIX)) {
                    operations.add(operation(method, path,
                            paths.getJsonObject(path).getJsonObject(method)));
                }
            }
        }
    }

    private static Operation operation(String method, String path, JsonObject described) {
        Map<String, JsonObject> query = new LinkedHashMap<>();
        described.getJsonArray("parameters", new JsonArray())
                .stream()
                .map(JsonObject.class::cast)
                .filter(parameter -> parameter.getString("in").equals("query"))
                .forEach(parameter -> query.put(parameter.getString("name"),
                        parameter.getJsonObject("schema")));
        Map<String, JsonObject> body = new LinkedHashMap<>();
        JsonObject content = described.getJsonObject("requestBody");
        if (content != null) {
            JsonObject properties = content.getJsonObject("content")
                    .getJsonObject("application/json")
                    .getJsonObject("schema")
                    .getJsonObject("properties");
            properties.fieldNames()
                    .forEach(name -> body.put(name, properties.getJsonObject(name)));
        }
        return new Operation(method.toUpperCase(Locale.ROOT), path, query, body);
    }

    /** @param session of a user who is no admin */
    void allow(String key, String session) {
        this.key = key;
        this.session = session;
    }

    /** @param made what the server says that there is now */
    void learn(JsonObject made) {
        String id = made.getString("id");
        if (id != null) {
            keyIds.add(id);
        }
    }

    /** Paths of all that may have been made so far, which is then forgotten. */
    List<String> made() {
        List<String> made = new ArrayList<>();
        for (String id : keyIds) {
            made.add(PREFIX + "api-keys/" + id);
        }
        for (String name : NAMES) {
            made.add(PREFIX + "users/" + name);
            made.add(PREFIX + "deployments/" + name);
        }
        keyIds.clear();
        return made;
    }

    Shot next() {
        Operation operation = operation();
        String method = random.nextInt(20) == 0
                ? one(List.of("GET", "POST", "PUT", "PATCH", "DELETE"))
                : operation.method();
        Map<String, String> headers = new LinkedHashMap<>();
        byte[] body = operation.body().isEmpty() && random.nextInt(10) > 0
                ? new byte[0]
                : body(operation);
        if (body.length > 0) {
            headers.put("content-type",
                    random.nextInt(20) == 0 ? one(MEDIA_TYPES) : "application/json");
        }
        credential(operation, headers);
        return new Shot(method, path(operation), headers, body);
    }

    /** Seldom one that takes a password, whose hash takes long. */
    private Operation operation() {
        Operation operation = one(operations);
        boolean slow = operation.body().keySet().stream().anyMatch(it -> it.contains("password"));
        return slow && random.nextInt(5) > 0 ? operation() : operation;
    }

    private void credential(Operation operation, Map<String, String> headers) {
        boolean own = operation.path().startsWith(PREFIX + "auth/");
        int chance = random.nextInt(20);
        if (chance == 0) {
            headers.put("cookie", "ringrank_session=" + session);
        } else if (chance == 1) {
            headers.put("authorization", "Bearer " + key.substring(random.nextInt(key.length())));
        } else if (chance > 2) {
            headers.put("authorization", "Bearer " + (own || chance == 3 ? session : key));
        }
    }

    private String path(Operation operation) {
        String path = PLACE.matcher(operation.path()).replaceAll(_ -> place());
        List<String> pairs = new ArrayList<>();
        operation.query().forEach((name, schema) -> {
            if (random.nextInt(3) == 0) {
                pairs.add(name + '=' + URLEncoder.encode(
                        String.valueOf(value(schema)), StandardCharsets.UTF_8));
            }
        });
        if (random.nextInt(20) == 0) {
            pairs.add("zzz=1");
        }
        return pairs.isEmpty() ? path : path + '?' + String.join("&", pairs);
    }

    private String place() {
        if (random.nextInt(6) == 0) {
            return one(ODD_PLACES);
        }
        return keyIds.isEmpty() || random.nextBoolean()
                ? one(NAMES)
                : one(List.copyOf(keyIds));
    }

    private byte[] body(Operation operation) {
        JsonObject body = new JsonObject();
        operation.body().forEach((name, schema) -> {
            if (random.nextInt(4) > 0) {
                body.put(name, value(schema));
            }
        });
        byte[] bytes = body.encode().getBytes(StandardCharsets.UTF_8);
        return random.nextInt(3) == 0 ? Damage.damaged(bytes, random, done) : bytes;
    }

    /** One of a type that the schema has, or seldom of another. */
    private @Nullable Object value(JsonObject schema) {
        Object types = schema.getValue("type");
        String type = random.nextInt(8) == 0
                ? one(List.of("string", "integer", "boolean", "array", "object", "null"))
                : types instanceof JsonArray several
                        ? several.getString(random.nextInt(several.size()))
                        : String.valueOf(types);
        return switch (type) {
            case "integer" -> one(NUMBERS);
            case "boolean" -> random.nextBoolean();
            case "array" -> random.ints(random.nextInt(4)).mapToObj(_ -> text()).toList();
            case "object" -> object(schema.getString("description", ""));
            case "null" -> null;
            default -> text();
        };
    }

    /** With some of the names in its description. */
    private Map<String, @Nullable Object> object(String about) {
        List<String> names =
                NAME.matcher(about).results().map(found -> found.group()).toList();
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        for (int i = random.nextInt(3); i > 0 && !names.isEmpty(); i--) {
            object.put(one(names), value(new JsonObject().put("type",
                    one(List.of("string", "integer", "null", "integer")))));
        }
        return object;
    }

    private String text() {
        return random.nextBoolean() ? one(NAMES) : one(WORDS);
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }
}
