// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Holds the commands for models of hubs. */
@Command(name = "models", description = {
    "Find models at Hugging Face or ModelScope, and download, list and delete them.",
    "Asks the server of --server or RINGRANK_SERVER, else the one of this machine; if none runs,",
    "it works on this machine's files itself."})
final class ModelsCommand implements Runnable {

    static final String PATH = "/api/v1/models";
    static final int NAME_CHARS_MAX = 100;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private ModelsCommand() {}

    static CommandLine create(CliContext context) {
        return new CommandLine(new ModelsCommand())
                .addSubcommand(new ModelsSearchCommand(context))
                .addSubcommand(new ModelsFilesCommand(context))
                .addSubcommand(new ModelsPullCommand(context))
                .addSubcommand(new ModelsListCommand(context))
                .addSubcommand(new ModelsRemoveCommand(context));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say search, files, pull, list or rm");
    }

    /** People leave the hub away, since nearly always it is the same. */
    static String source(String text) {
        boolean bare = text.indexOf('/') > 0 && !text.startsWith("hf:") && !text.startsWith("ms:");
        return bare ? "hf:" + text : text;
    }
}
