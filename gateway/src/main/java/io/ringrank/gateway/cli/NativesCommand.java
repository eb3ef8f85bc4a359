// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.cli;

import io.ringrank.gateway.app.NativeLibraries;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows, fetches and tries the libraries that compute. */
@Command(name = "natives", description = {
    "Show, fetch and try the builds of llama.cpp that this machine can use."})
final class NativesCommand implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private NativesCommand() {}

    /** Adds it with its own commands. */
    static CliExtension extension(NativeLibraries libraries) {
        return context -> new CommandLine(new NativesCommand())
                .addSubcommand(new NativesListCommand(context, libraries))
                .addSubcommand(new NativesInstallCommand(context, libraries))
                .addSubcommand(new NativesTestCommand(context, libraries));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say list, install or test");
    }
}
