// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.cli;

import io.ringrank.gateway.app.ServerLauncher;
import io.ringrank.gateway.app.ServerStartException;
import io.ringrank.gateway.config.BadSettingException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/**
 * The commands of {@code ringrank}.
 *
 * <p>Exit status: 0 it worked, 1 it didn't, 2 the command line or a setting is wrong. Results go to
 * standard output, everything else to standard error.
 */
public final class Cli {

    private final CliContext context;
    private final CommandLine commands;

    /** @param extensions add commands beside the gateway's own */
    public Cli(CliContext context, ServerLauncher launcher, List<CliExtension> extensions) {
        this.context = context;
        this.commands = new CommandLine(new RootCommand());
        commands.addSubcommand(new QuickstartCommand(context, launcher));
        commands.addSubcommand(serve(context, launcher));
        commands.addSubcommand(new RerankCommand(context, launcher));
        commands.addSubcommand(new PsCommand(context));
        commands.addSubcommand(ModelsCommand.create(context));
        DeploymentCommands.addTo(commands, context);
        commands.addSubcommand(KeysCommand.create(context));
        commands.addSubcommand(UsersCommand.create(context));
        commands.addSubcommand(new UsageCommand(context));
        commands.addSubcommand(new AuditCommand(context));
        commands.addSubcommand(new BackupCommand(context));
        commands.addSubcommand(new RestoreCommand(context));
        commands.addSubcommand(new ResetAdminPasswordCommand(context));
        commands.addSubcommand(new VersionCommand(context));
        extensions.forEach(extension -> commands.addSubcommand(extension.command(context)));
        commands.setOut(writer(context.out()));
        commands.setErr(writer(context.err()));
        commands.setUsageHelpAutoWidth(true);
        commands.setParameterExceptionHandler(this::wrongUsage);
        commands.setExecutionExceptionHandler(
                (failure, command, parsed) -> failed(failure, command));
    }

    /** Runs one command line to its end and returns the exit status. */
    public int run(String... arguments) {
        if (arguments.length == 0) {
            commands.usage(context.err());
            return CommandLine.ExitCode.USAGE;
        }
        return commands.execute(arguments);
    }

    private static CommandLine serve(CliContext context, ServerLauncher launcher) {
        CommandLine serve = new CommandLine(new ServeCommand(context, launcher));
        ConfigFlags.addAllTo(serve.getCommandSpec());
        return serve;
    }

    private int wrongUsage(ParameterException failure, String[] arguments) {
        String command = failure.getCommandLine().getCommandSpec().qualifiedName();
        context.err()
                .println(command + ": " + oneLine(failure.getMessage()) + " (see " + command
                        + " --help)");
        return CommandLine.ExitCode.USAGE;
    }

    private int failed(Exception failure, CommandLine command) throws Exception {
        String name = command.getCommandSpec().qualifiedName();
        return switch (failure) {
            case BadSettingException bad -> {
                context.err().println(name + ": " + oneLine(bad.getMessage()));
                yield CommandLine.ExitCode.USAGE;
            }
            case CommandFailedException failed -> {
                context.err().println(name + ": " + oneLine(failed.getMessage()));
                yield CommandLine.ExitCode.SOFTWARE;
            }
            case ServerStartException start -> {
                context.err().println(name + ": " + oneLine(start.getMessage()));
                yield CommandLine.ExitCode.SOFTWARE;
            }
            default -> throw failure;
        };
    }

    private static String oneLine(@Nullable String message) {
        return message == null ? "no reason" : message.lines().findFirst().orElse("");
    }

    private static PrintWriter writer(java.io.PrintStream stream) {
        return new PrintWriter(stream, true, StandardCharsets.UTF_8);
    }
}
