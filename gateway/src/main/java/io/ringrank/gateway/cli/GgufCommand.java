// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.cli;

import io.ringrank.gateway.app.ModelInspection;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What can be done with model files. */
@Command(name = "gguf", description = {"Look into model files."})
final class GgufCommand implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private GgufCommand() {}

    /** Adds it with its own commands. */
    static CliExtension extension(ModelInspection inspection) {
        return context -> new CommandLine(new GgufCommand())
                .addSubcommand(new GgufInspectCommand(context, inspection));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say inspect FILE");
    }
}
