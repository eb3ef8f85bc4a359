// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringrank.gateway.app.ServerStartException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Finds repositories. */
@Command(name = "search", description = "Find repositories with GGUF files.", sortOptions = false)
final class ModelsSearchCommand implements Callable<Integer> {

    private static final int DAY_CHARS = 10;

    private final CliContext context;

    @Parameters(paramLabel = "TEXT", arity = "0..*",
            description = "What their names have in them, for example rerank.")
    private List<String> words = List.of();

    @Option(names = "--hub", paramLabel = "HUB",
            description = "hf for Hugging Face (the default), or ms for ModelScope.")
    private String hub = "hf";

    @Option(names = "--all", description = "Also those without GGUF files.")
    private boolean all;

    @Option(names = "--task", paramLabel = "TASK",
            description = "Only this task, for example text-ranking; many rerankers name none.")
    private @Nullable String task;

    @Option(names = "--sort", paramLabel = "ORDER",
            description = "trending (the default), downloads, likes or updated.")
    private String sort = "trending";

    @Option(names = "--limit", paramLabel = "N", description = "Rows, 20 unless said.")
    private int limit = 20;

    @Option(names = "--page", paramLabel = "PAGE",
            description = "Go on where an earlier search ended, as it said.")
    private @Nullable String page;

    @Option(names = "--json", description = "Print the server's JSON answer on one line.")
    private boolean json;

    @Mixin
    private final ServerFlags server;

    ModelsSearchCommand(CliContext context) {
        this.context = context;
        this.server = new ServerFlags(context);
    }

    @Override
    public Integer call()
            throws ServerStartException, CommandFailedException, InterruptedException {
        return new Administration(context, server).run(admin -> {
            JsonNode answer = admin.get(path());
            if (json) {
                context.out().println(answer);
            } else {
                print(answer);
            }
        });
    }

    private String path() {
        StringBuilder path = new StringBuilder("/api/v1/hub/search?hub=").append(PathText.of(hub))
                .append("&gguf=")
                .append(!all)
                .append("&sort=")
                .append(PathText.of(sort))
                .append("&limit=")
                .append(limit)
                .append("&q=")
                .append(PathText.of(String.join(" ", words)));
        if (task != null) {
            path.append("&task=").append(PathText.of(task));
        }
        if (page != null) {
            path.append("&page=").append(PathText.of(page));
        }
        return path.toString();
    }

    private void print(JsonNode answer) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("REPOSITORY", "DOWNLOADS", "LIKES", "UPDATED"));
        for (JsonNode found : answer.path("repositories")) {
            List<String> row = new ArrayList<>(List.of(
                    TerminalText.shown(found.path("source").asText(), ModelsCommand.NAME_CHARS_MAX),
                    found.path("downloads").asText(), found.path("likes").asText(),
                    day(found.path("updated").asText())));
            if (found.path("gated").asBoolean()) {
                row.add("its licence must be accepted");
            }
            rows.add(row);
        }
        TextTable.print(rows, context.out());
        if (answer.path("next_page").isTextual()) {
            context.progress()
                    .say("there are more: --page "
                            + TerminalText.shown(answer.path("next_page").asText(), 1_000));
        }
    }

    private static String day(String time) {
        return TerminalText.shown(time.substring(0, Math.min(DAY_CHARS, time.length())),
                DAY_CHARS);
    }
}
