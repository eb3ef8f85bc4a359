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
import picocli.CommandLine.Parameters;

/** Shows what can be chosen in a repository. */
@Command(name = "files", description = {
    "Show the models of a repository: size, the memory a deployment would take, and whether it",
    "can be used. Only the heads of the files are read. * marks what is taken if you don't choose."},
        sortOptions = false)
final class ModelsFilesCommand implements Callable<Integer> {

    private static final int REASON_CHARS_MAX = 300;

    private final CliContext context;

    @Parameters(paramLabel = "SOURCE", description = "hf:ORG/NAME, ORG/NAME or ms:ORG/NAME.")
    private String source = "";

    @Option(names = "--json", description = "Print the server's JSON answer on one line.")
    private boolean json;

    @Mixin
    private final ServerFlags server;

    ModelsFilesCommand(CliContext context) {
        this.context = context;
        this.server = new ServerFlags(context);
    }

    @Override
    public Integer call()
            throws ServerStartException, CommandFailedException, InterruptedException {
        return new Administration(context, server).run(admin -> {
            JsonNode answer = admin.get("/api/v1/hub/files?source="
                    + PathText.of(ModelsCommand.source(source)));
            if (json) {
                context.out().println(answer);
            } else {
                print(answer);
            }
        });
    }

    private void print(JsonNode answer) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("  FILE", "SIZE", "MEMORY", "VERDICT"));
        for (JsonNode file : answer.path("files")) {
            String parts = file.path("parts").asInt() > 1
                    ? " and " + (file.path("parts").asInt() - 1) + " more parts"
                    : "";
            rows.add(List.of(
                    (file.path("default").asBoolean() ? "* " : "  ")
                            + TerminalText.shown(file.path("file").asText(),
                                    ModelsCommand.NAME_CHARS_MAX)
                            + parts,
                    ByteCount.text(file.path("bytes").asLong()),
                    file.has("memory_bytes")
                            ? ByteCount.text(file.path("memory_bytes").asLong())
                            : "-",
                    verdict(file)));
        }
        TextTable.print(rows, context.out());
        context.out()
                .println(TerminalText.shown(answer.path("reason").asText(), REASON_CHARS_MAX));
    }

    private static String verdict(JsonNode file) {
        String fits = file.has("fits") && !file.path("fits").asBoolean() ? ", does not fit" : "";
        StringBuilder text = new StringBuilder(file.path("verdict").asText()).append(fits);
        String separator = ": ";
        for (JsonNode reason : file.path("reasons")) {
            text.append(separator).append(reason.asText());
            separator = "; ";
        }
        return TerminalText.shown(text.toString(), REASON_CHARS_MAX);
    }
}
