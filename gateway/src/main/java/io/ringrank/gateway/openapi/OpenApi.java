// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.openapi;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringrank.gateway.auth.Audience;
import io.ringrank.gateway.error.ErrorCode;
import io.ringrank.gateway.route.Input;
import io.ringrank.gateway.route.Route;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The API as an OpenAPI 3.1 document (spec.openapis.org/oas/v3.1.0). Any thread. */
public final class OpenApi {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern PARAMETER = Pattern.compile(":(\\w+)");

    /** One value of JSON a line. */
    private static final String LINES = "application/x-ndjson";

    private OpenApi() {}

    /** Of all routes, in their order. */
    public static ObjectNode of(List<Route> routes) {
        ObjectNode document = JsonNodeFactory.instance.objectNode().put("openapi", "3.1.0");
        document.putObject("info")
                .put("title", "Ringrank")
                .put("version", "1")
                .put("description", "A rerank server. Times, limits and dialects are described in"
                        + " README.md and configs/clients/README.md.");
        ObjectNode paths = document.putObject("paths");
        routes.forEach(route -> paths.withObjectProperty(path(route))
                .set(route.method().name().toLowerCase(Locale.ROOT), operation(route)));
        ObjectNode components = document.putObject("components");
        ObjectNode schemes = components.putObject("securitySchemes");
        schemes.putObject("key").put("type", "http").put("scheme", "bearer");
        schemes.putObject("session").put("type", "http").put("scheme", "bearer");
        components.putObject("schemas").set("Error", error());
        components.putObject("responses").set("Error", notDone());
        return document;
    }

    /** {@code /a/:id} is {@code /a/{id}} there. */
    public static String path(Route route) {
        return PARAMETER.matcher(route.path()).replaceAll("{$1}");
    }

    private static ObjectNode operation(Route route) {
        ObjectNode operation = JsonNodeFactory.instance.objectNode()
                .put("summary", route.summary())
                .put("operationId", route.method() + route.path());
        operation.putArray("tags").add(route.plane().name().toLowerCase(Locale.ROOT));
        security(route.audience(), operation.putArray("security"));
        ArrayNode parameters = JsonNodeFactory.instance.arrayNode();
        PARAMETER.matcher(route.path())
                .results()
                .map((MatchResult found) -> found.group(1))
                .forEach(name -> parameter(parameters, name, "path").put("required", true)
                        .putObject("schema")
                        .put("type", "string"));
        for (Input input : route.inputs()) {
            if (input.place() == Input.Place.QUERY) {
                parameter(parameters, input.name(), "query").put("description", input.about())
                        .set("schema", schema(input));
            }
        }
        if (!parameters.isEmpty()) {
            operation.set("parameters", parameters);
        }
        body(route, operation);
        ObjectNode responses = operation.putObject("responses");
        ObjectNode done = responses.putObject("2XX").put("description", "Done.");
        if (route.lines()) {
            done.putObject("content").putObject(LINES);
        }
        responses.putObject("default").put("$ref", "#/components/responses/Error");
        return operation;
    }

    private static ObjectNode notDone() {
        ObjectNode response =
                JsonNodeFactory.instance.objectNode().put("description", "It was not done.");
        ObjectNode headers = response.putObject("headers");
        header(headers, "retry-after",
                "When it could be done, in whole seconds, where that is known:"
                        + " always with 429, and with 503 while something starts.");
        header(headers, "retry-after-ms", "The same in milliseconds.");
        response.putObject("content")
                .putObject("application/json")
                .putObject("schema")
                .put("$ref", "#/components/schemas/Error");
        return response;
    }

    private static void header(ObjectNode headers, String name, String about) {
        headers.putObject(name)
                .put("description", about)
                .putObject("schema")
                .put("type", "integer");
    }

    private static void security(Audience audience, ArrayNode security) {
        switch (audience) {
            case ANYONE -> security.addObject();
            case INFERENCE, MANAGEMENT -> {
                security.addObject()
                        .putArray("key")
                        .add(audience.name().toLowerCase(Locale.ROOT));
                security.addObject().putArray("session");
            }
            case SESSION -> security.addObject().putArray("session");
        }
    }

    private static ObjectNode parameter(ArrayNode parameters, String name, String place) {
        return parameters.addObject().put("name", name).put("in", place);
    }

    private static void body(Route route, ObjectNode operation) {
        List<Input> fields = route.inputs()
                .stream()
                .filter(input -> input.place() == Input.Place.BODY)
                .toList();
        if (fields.isEmpty()) {
            return;
        }
        ObjectNode types = operation.putObject("requestBody")
                .put("required", true)
                .putObject("content");
        ObjectNode content = types.putObject(route.lines() ? LINES : "application/json");
        ObjectNode schema = content.putObject("schema").put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        fields.forEach(field -> properties.set(field.name(), schema(field)));
        ArrayNode required = JsonNodeFactory.instance.arrayNode();
        fields.stream().filter(Input::required).forEach(field -> required.add(field.name()));
        if (!required.isEmpty()) {
            schema.set("required", required);
        }
        if (!route.example().isEmpty()) {
            try {
                content.set("example", JSON.readTree(route.example()));
            } catch (JsonProcessingException e) {
                throw new IllegalArgumentException(route.path() + " has a bad example", e);
            }
        }
        if (route.lines()) {
            types.putObject("application/json")
                    .putObject("schema")
                    .put("type", "array")
                    .set("items", schema.deepCopy());
        }
    }

    /** {@code x-refused} lists values for which a request is refused. */
    private static ObjectNode schema(Input input) {
        ObjectNode schema = JsonNodeFactory.instance.objectNode();
        String[] types = input.types().split("\\|", -1);
        if (types.length == 1) {
            schema.put("type", types[0]);
        } else {
            ArrayNode several = schema.putArray("type");
            for (String type : types) {
                several.add(type);
            }
        }
        schema.put("description", input.about());
        try {
            var refused = JSON.readTree(input.refused());
            if (!refused.isEmpty()) {
                schema.set("x-refused", refused);
            }
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(input.name() + " has bad values", e);
        }
        return schema;
    }

    private static ObjectNode error() {
        ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        ObjectNode error = properties.putObject("error").put("type", "object");
        ObjectNode fields = error.putObject("properties");
        fields.putObject("message").put("type", "string");
        fields.putObject("type").put("type", "string");
        ObjectNode code = fields.putObject("code").put("type", "string");
        ArrayNode codes = code.putArray("enum");
        StringBuilder about = new StringBuilder();
        for (ErrorCode one : ErrorCode.values()) {
            codes.add(one.word());
            about.append(one.word())
                    .append(" (")
                    .append(one.status())
                    .append("): ")
                    .append(one.meaning())
                    .append(' ')
                    .append(one.remedy())
                    .append('\n');
        }
        code.put("description", about.toString());
        fields.putObject("param").putArray("type").add("string").add("null");
        properties.putObject("message").put("type", "string");
        properties.putObject("detail").put("type", "string");
        return schema;
    }
}
