// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringrank.gateway.app.ServerStartException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Deletes a model. */
@Command(name = "rm", description = {"Delete a downloaded model, or end its download.",
    "Other programs that share the folder of Hugging Face lose it, too."}, sortOptions = false)
final class ModelsRemoveCommand implements Callable<Integer> {

    private final CliContext context;

    @Parameters(paramLabel = "ID|SOURCE", description = "As models list shows it.")
    private String name = "";

    @Mixin
    private final ServerFlags server;

    ModelsRemoveCommand(CliContext context) {
        this.context = context;
        this.server = new ServerFlags(context);
    }

    @Override
    public Integer call()
            throws ServerStartException, CommandFailedException, InterruptedException {
        return new Administration(context, server).run(admin -> {
            String id = name;
            for (JsonNode model : admin.get(ModelsCommand.PATH).path("models")) {
                if (model.path("source").asText().equals(ModelsCommand.source(name))) {
                    id = model.path("id").asText();
                }
            }
            admin.delete(ModelsCommand.PATH + '/' + PathText.of(id));
        });
    }
}
