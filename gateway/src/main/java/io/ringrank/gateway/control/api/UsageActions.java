// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringrank.gateway.control.usage.Usage;
import io.ringrank.gateway.control.usage.UsageMeter;
import io.ringrank.gateway.control.usage.UsageQuery;
import io.ringrank.gateway.control.usage.UsageRow;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Who used what. On virtual threads. */
final class UsageActions {

    private static final int DAYS_USUALLY = 30;
    private static final int ROWS_USUALLY = 1_000;
    private static final int ROWS_MAX = 10_000;
    private static final List<Object> HEADER = List.of("day", "key", "deployment", "requests",
            "errors", "pairs", "cached_pairs", "tokens", "cached_tokens");

    private final UsageMeter meter;
    private final InstantSource clock;

    UsageActions(UsageMeter meter, InstantSource clock) {
        this.meter = meter;
        this.clock = clock;
    }

    Reply find(ControlCall call) throws BadFieldException {
        Parameters parameters = Parameters.of(call,
                Set.of("from", "to", "key", "deployment", "limit", "offset", "format"));
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        LocalDate to = parameters.day("to", today);
        UsageQuery query = new UsageQuery(parameters.day("from", to.minusDays(DAYS_USUALLY)), to,
                parameters.text("key"), parameters.text("deployment"));
        if (parameters.isCsv("limit", "offset")) {
            return new Reply.Pages(Csv.TYPE, "usage.csv", new CsvPages(query));
        }
        int rowsMax = parameters.number("limit", 1, ROWS_MAX, ROWS_USUALLY);
        int offset = parameters.number("offset", 0, Integer.MAX_VALUE, 0);
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode list = answer.putArray("usage");
        meter.find(query, rowsMax, offset).forEach(row -> list.add(json(row)));
        return Reply.json(answer);
    }

    private static ObjectNode json(UsageRow row) {
        Usage usage = row.usage();
        return JsonNodeFactory.instance.objectNode()
                .put("day", row.day().toString())
                .put("key", row.caller())
                .put("deployment", row.deployment())
                .put("requests", usage.requests())
                .put("errors", usage.errors())
                .put("pairs", usage.pairs())
                .put("cached_pairs", usage.cachedPairs())
                .put("tokens", usage.tokens())
                .put("cached_tokens", usage.cachedTokens());
    }

    private static String line(UsageRow row) {
        Usage usage = row.usage();
        return Csv.line(List.of(row.day(), row.caller(), row.deployment(), usage.requests(),
                usage.errors(), usage.pairs(), usage.cachedPairs(), usage.tokens(),
                usage.cachedTokens()));
    }

    /** All rows, some thousands at a time. One thread at a time. */
    private final class CsvPages implements Supplier<Optional<String>> {

        private final UsageQuery query;
        private int offset = -1;

        CsvPages(UsageQuery query) {
            this.query = query;
        }

        @Override
        public Optional<String> get() {
            if (offset < 0) {
                offset = 0;
                return Optional.of(Csv.line(HEADER));
            }
            List<UsageRow> rows = meter.find(query, ROWS_MAX, offset);
            offset += rows.size();
            return rows.isEmpty()
                    ? Optional.empty()
                    : Optional.of(rows.stream()
                            .map(UsageActions::line)
                            .collect(Collectors.joining()));
        }
    }
}
