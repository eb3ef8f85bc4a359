// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** {@code ringrank} itself, which only holds the commands. */
@Command(name = "ringrank", description = "Ranks documents by how well they answer a query.",
        synopsisSubcommandLabel = "COMMAND", footer = {
            "", "Start with: ringrank quickstart"})
final class RootCommand {

    @Option(names = {"-h",
        "--help"}, usageHelp = true, scope = ScopeType.INHERIT, description = "Show this help.")
    @SuppressWarnings("unused") // picocli reads it
    private boolean help;
}
