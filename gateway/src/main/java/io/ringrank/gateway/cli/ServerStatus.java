// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a server says of its deployments.
 *
 * @param body of its answer; it may lack anything
 */
record ServerStatus(JsonNode body) {

    private static final String RUNNING = "running";
    private static final int TEXT_CHARS_MAX = 80;
    private static final List<String> HEAD = List.of("DEPLOYMENT", "ENGINE", "STATE", "PID",
            "LANES", "BUSY", "BUDGET", "PAIRS/S", "BUILD", "DEVICE");

    boolean isStatus() {
        return body.path("deployments").isObject();
    }

    /** On one line. */
    String json() {
        return body.toString();
    }

    /** Shows a line for each engine, then what waits, then what the machine can do. */
    void print(PrintStream out) {
        List<List<String>> rows = new ArrayList<>(List.of(HEAD));
        body.path("deployments")
                .forEachEntry((name, deployment) -> addRows(rows, name, deployment));
        TextTable.print(rows, out);
        body.path("deployments")
                .forEachEntry((name, deployment) -> printQueue(name, deployment,
                        out));
        JsonNode capacity = body.path("capacity");
        double pairsPerSecond = capacity.path("pairs_per_second").asDouble();
        out.println("this machine: " + (pairsPerSecond > 0
                ? rate(pairsPerSecond) + " pairs/s at " + capacity.path("pair_tokens").asInt()
                        + " tokens"
                : "not known before the first batch"));
    }

    private static void addRows(List<List<String>> rows, String name, JsonNode deployment) {
        JsonNode engines = deployment.path("engines");
        String word = deployment.path("state_word").asText();
        if (engines.isEmpty() || !word.equals(RUNNING)) {
            rows.add(List.of(text(name), "-", text(state(word, deployment))));
        }
        addEngines(rows, name, engines);
        JsonNode coming = deployment.path("coming");
        if (!coming.isMissingNode()) {
            addComing(rows, name + " (coming)", coming);
        }
    }

    private static void addEngines(List<List<String>> rows, String name, JsonNode engines) {
        for (JsonNode engine : engines) {
            boolean up = engine.has("lanes");
            rows.add(List.of(text(name), engine.path("engine").asText(),
                    text(engine.path(up ? "state" : "message").asText()), cell(engine, "pid"),
                    cell(engine, "lanes"), cell(engine, "lanes_at_work"),
                    cell(engine, "budget_tokens"),
                    up ? rate(engine.path("pairs_per_second").asDouble()) : "-",
                    cell(engine, "native_build"), cell(engine, "device")));
        }
    }

    /** What takes the place of a deployment soon. */
    private static void addComing(List<List<String>> rows, String name, JsonNode coming) {
        if (coming.path("engines").isEmpty()) {
            rows.add(List.of(text(name), "-", text(coming.path("state").asText() + ": "
                    + coming.path("message").asText())));
        }
        addEngines(rows, name, coming.path("engines"));
    }

    /** Its word, and a reason that says more. */
    private static String state(String word, JsonNode deployment) {
        String reason = deployment.path("state").asText();
        return reason.startsWith(word) ? reason : word + ": " + reason;
    }

    private static void printQueue(String name, JsonNode deployment, PrintStream out) {
        JsonNode queue = deployment.path("queue");
        out.println(text(name) + ": " + queue.path("requests").asLong() + " requests with "
                + queue.path("pairs").asLong() + " pairs wait or run" + queued(queue, "interactive")
                + queued(queue, "batch"));
    }

    /** Empty if nothing of that class waits. */
    private static String queued(JsonNode queue, String jobClass) {
        long tokens = queue.path("tokens").path(jobClass).asLong();
        long callers = queue.path("callers").path(jobClass).asLong();
        return tokens == 0
                ? ""
                : ", " + tokens + " " + jobClass + " tokens of " + callers
                        + (callers == 1 ? " caller" : " callers");
    }

    private static String rate(double perSecond) {
        return perSecond > 0 ? String.format(Locale.ROOT, "%.1f", perSecond) : "-";
    }

    private static String cell(JsonNode node, String field) {
        return node.has(field) ? text(node.path(field).asText()) : "-";
    }

    private static String text(String hostile) {
        return TerminalText.shown(hostile, TEXT_CHARS_MAX);
    }
}
