// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringrank.gateway.control.audit.AuditEntry;
import io.ringrank.gateway.control.audit.AuditLog;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Who did what. On virtual threads. */
final class AuditActions {

    private static final int ROWS_USUALLY = 100;
    private static final int ROWS_MAX = 10_000;
    private static final List<Object> HEADER = List.of("id", "at", "actor", "address", "action",
            "target", "outcome", "detail");

    private final AuditLog audit;

    AuditActions(AuditLog audit) {
        this.audit = audit;
    }

    Reply find(ControlCall call) throws BadFieldException {
        Parameters parameters = Parameters.of(call, Set.of("before", "limit", "format"));
        if (parameters.isCsv("before", "limit")) {
            return new Reply.Pages(Csv.TYPE, "audit.csv", new CsvPages());
        }
        long before = parameters.number("before", 1, Integer.MAX_VALUE, Integer.MAX_VALUE);
        int rowsMax = parameters.number("limit", 1, ROWS_MAX, ROWS_USUALLY);
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode list = answer.putArray("audit");
        audit.before(before, rowsMax).forEach(entry -> list.add(json(entry)));
        return Reply.json(answer);
    }

    private static ObjectNode json(AuditEntry entry) {
        return JsonNodeFactory.instance.objectNode()
                .put("id", entry.id())
                .put("at", entry.at().toString())
                .put("actor", entry.actor().id())
                .put("address", entry.actor().address())
                .put("action", entry.action())
                .put("target", entry.target())
                .put("outcome", entry.outcome())
                .put("detail", entry.detail());
    }

    private static String line(AuditEntry entry) {
        return Csv.line(List.of(entry.id(), entry.at(), entry.actor().id(),
                entry.actor().address(), entry.action(), entry.target(), entry.outcome(),
                entry.detail()));
    }

    /** All rows, newest first, some thousands at a time. One thread at a time. */
    private final class CsvPages implements Supplier<Optional<String>> {

        private boolean begun;
        private long before = Long.MAX_VALUE;

        @Override
        public Optional<String> get() {
            if (!begun) {
                begun = true;
                return Optional.of(Csv.line(HEADER));
            }
            List<AuditEntry> entries = audit.before(before, ROWS_MAX);
            if (entries.isEmpty()) {
                return Optional.empty();
            }
            before = entries.getLast().id();
            return Optional.of(
                    entries.stream().map(AuditActions::line).collect(Collectors.joining()));
        }
    }
}
