// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringrank.gateway.app.ServerStartException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows who used what. */
@Command(name = "usage", description = "Show usage by day, key and deployment, newest day first.",
        sortOptions = false)
final class UsageCommand implements Callable<Integer> {

    private static final List<String> COLUMNS = List.of("day", "key", "deployment", "requests",
            "errors", "pairs", "cached_pairs", "tokens", "cached_tokens");

    private final CliContext context;

    @Option(names = "--from", paramLabel = "DAY",
            description = "First day, like 2026-11-25; else 30 days before the last.")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "DAY", description = "Last day; else today, in UTC.")
    private @Nullable String to;

    @Option(names = "--key", paramLabel = "ID", description = "Of one key only.")
    private @Nullable String key;

    @Option(names = "--deployment", paramLabel = "NAME",
            description = "Of one deployment only.")
    private @Nullable String deployment;

    @Option(names = "--csv", description = "Print all rows as comma-separated values.")
    private boolean csv;

    @Option(names = "--json", description = "Print the server's JSON answer on one line.")
    private boolean json;

    @Mixin
    private final ServerFlags server;

    UsageCommand(CliContext context) {
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
            context.out().print(admin.getText(path()));
            context.out().flush();
            return;
        }
        JsonNode answer = admin.get(path());
        if (json) {
            context.out().println(answer);
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(COLUMNS.stream().map(column -> column.toUpperCase(Locale.ROOT)).toList());
        for (JsonNode row : answer.path("usage")) {
            rows.add(COLUMNS.stream().map(column -> row.path(column).asText()).toList());
        }
        TextTable.print(rows, context.out());
    }

    private String path() {
        Map<String, String> parameters = new TreeMap<>();
        if (from != null) {
            parameters.put("from", from);
        }
        if (to != null) {
            parameters.put("to", to);
        }
        if (key != null) {
            parameters.put("key", key);
        }
        if (deployment != null) {
            parameters.put("deployment", deployment);
        }
        if (csv) {
            parameters.put("format", "csv");
        }
        return "/api/v1/usage" + parameters.entrySet()
                .stream()
                .map(entry -> entry.getKey() + '=' + PathText.of(entry.getValue()))
                .collect(Collectors.joining("&", "?", ""));
    }
}
