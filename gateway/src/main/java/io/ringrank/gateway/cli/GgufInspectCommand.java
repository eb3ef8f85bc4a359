// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.cli;

import io.ringrank.gateway.app.ModelInspection;
import io.ringrank.gateway.app.ModelInspection.Report;
import io.ringrank.gateway.config.RingrankConfig;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what a model file is, and whether an engine may load it. */
@Command(name = "inspect", description = {
    "Say whether a GGUF file can rerank here, what it is, and what memory it would take.",
    "Reads the file's head only. Exit status 1 means that the file is refused."})
final class GgufInspectCommand implements Callable<Integer> {

    private static final int REFUSED = 1;

    private final CliContext context;
    private final ModelInspection inspection;

    @Parameters(paramLabel = "FILE", description = "The model file.")
    private Path file = Path.of("");

    @Option(names = "--json", description = "Print one JSON object on one line.")
    private boolean json;

    @Option(names = "--lanes", paramLabel = "N",
            description = "Lanes to reckon memory for, in place of engine.lanes.")
    private @Nullable String lanes;

    @Option(names = "--tokens-per-batch", paramLabel = "N",
            description = "Tokens to reckon memory for, in place of engine.tokens-per-batch.")
    private @Nullable String tokensPerBatch;

    @Option(names = "--allow-degraded",
            description = "Take a file that lost something its scores need.")
    private boolean allowDegraded;

    @Mixin
    private final ConfigFlags flags = new ConfigFlags();

    GgufInspectCommand(CliContext context, ModelInspection inspection) {
        this.context = context;
        this.inspection = inspection;
    }

    @Override
    public Integer call() throws CommandFailedException {
        Report report = report(config());
        if (json) {
            context.out().println(InspectionJson.of(report));
        } else {
            InspectionText.print(report, context.out());
        }
        return switch (report) {
            case Report.Usable _ -> 0;
            case Report.Refused _ -> REFUSED;
        };
    }

    private RingrankConfig config() {
        Map<String, String> given = new HashMap<>();
        if (lanes != null) {
            given.put("engine.lanes", lanes);
        }
        if (tokensPerBatch != null) {
            given.put("engine.tokens-per-batch", tokensPerBatch);
        }
        if (allowDegraded) {
            given.put("engine.allow-degraded", "true");
        }
        return flags.load(context, given);
    }

    private Report report(RingrankConfig config) throws CommandFailedException {
        if (!Files.isRegularFile(file)) {
            throw new CommandFailedException(file + " is not a file");
        }
        try {
            return inspection.inspect(file, config);
        } catch (AccessDeniedException _) {
            throw new CommandFailedException(file + " can't be read by this user");
        } catch (IOException e) {
            throw new CommandFailedException(file + " can't be read: " + e.getMessage());
        }
    }
}
