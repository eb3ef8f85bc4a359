// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringrank.gateway.app.ServerStartException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows who did what. */
@Command(name = "audit", description = "Show management actions, newest first.",
        sortOptions = false)
final class AuditCommand implements Callable<Integer> {

    private static final String PATH = "/api/v1/audit";
    private static final int CELL_CHARS_MAX = 60;
    private static final List<String> COLUMNS =
            List.of("at", "actor", "address", "action", "target", "outcome", "detail");

    private final CliContext context;

    @Option(names = "--last", paramLabel = "N", defaultValue = "100",
            description = "How many, from 1 to 10000 (100).")
    private int last = 100;

    @Option(names = "--csv", description = "Print all rows as comma-separated values.")
    private boolean csv;

    @Option(names = "--json", description = "Print the server's JSON answer on one line.")
    private boolean json;

    @Mixin
    private final ServerFlags server;

    AuditCommand(CliContext context) {
        this.context = context;
        this.server = new ServerFlags(context);
    }

    @Override
    public Integer call()
            throws ServerStartException, CommandFailedException, InterruptedException {
        return new Administration(context, server).run(this::show);
    }

    private void show(AdminClient admin) throws CommandFailedException, InterruptedException {
        if (csv) {
            context.out().print(admin.getText(PATH + "?format=csv"));
            context.out().flush();
            return;
        }
        JsonNode answer = admin.get(PATH + "?limit=" + last);
        if (json) {
            context.out().println(answer);
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(COLUMNS.stream().map(column -> column.toUpperCase(Locale.ROOT)).toList());
        for (JsonNode row : answer.path("audit")) {
            rows.add(COLUMNS.stream()
                    .map(column -> TerminalText.shown(row.path(column).asText(), CELL_CHARS_MAX))
                    .toList());
        }
        TextTable.print(rows, context.out());
    }
}
