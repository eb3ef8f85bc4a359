// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringrank.gateway.app.ServerStartException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows the models that are here or on their way. */
@Command(name = "list", description = "Show the models that are downloaded or being downloaded.",
        sortOptions = false)
final class ModelsListCommand implements Callable<Integer> {

    private static final int MESSAGE_CHARS_MAX = 200;
    private static final double PERCENT = 100;

    private final CliContext context;

    @Option(names = "--json", description = "Print the server's JSON answer on one line.")
    private boolean json;

    @Mixin
    private final ServerFlags server;

    ModelsListCommand(CliContext context) {
        this.context = context;
        this.server = new ServerFlags(context);
    }

    @Override
    public Integer call()
            throws ServerStartException, CommandFailedException, InterruptedException {
        return new Administration(context, server).run(admin -> {
            JsonNode answer = admin.get(ModelsCommand.PATH);
            if (json) {
                context.out().println(answer);
                return;
            }
            List<List<String>> rows = new ArrayList<>();
            rows.add(List.of("ID", "SOURCE", "SIZE", "STATE"));
            for (JsonNode model : answer.path("models")) {
                rows.add(List.of(model.path("id").asText(),
                        TerminalText.shown(model.path("source").asText(),
                                2 * ModelsCommand.NAME_CHARS_MAX),
                        ByteCount.text(model.path("bytes").asLong()), state(model)));
            }
            TextTable.print(rows, context.out());
        });
    }

    private static String state(JsonNode model) {
        String word = model.path("state").asText();
        return switch (word) {
            case "downloading" -> word + ' ' + Math.round(PERCENT
                    * model.path("downloaded_bytes").asDouble()
                    / Math.max(1, model.path("bytes").asLong())) + " %";
            case "error" -> word + ": "
                    + TerminalText.shown(model.path("message").asText(), MESSAGE_CHARS_MAX);
            default -> word;
        };
    }
}
