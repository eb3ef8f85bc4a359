// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.ringrank.gateway.app.Progress;
import io.ringrank.gateway.app.RunningServer;
import io.ringrank.gateway.app.ServerLauncher;
import io.ringrank.gateway.app.ServerStartException;
import io.ringrank.gateway.config.RingrankConfig;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs a server until the process is told to stop. */
@Command(name = "serve", description = {
    "Serve until Ctrl-C or SIGTERM, then finish admitted work and stop.",
    "Prints the server's address once it is ready.",
    "Flags win over RINGRANK_* variables, those over the settings file."}, sortOptions = false)
final class ServeCommand implements Callable<Integer> {

    private final CliContext context;
    private final ServerLauncher launcher;

    @Spec
    private CommandSpec spec;

    @Option(names = "--json",
            description = "Print address and data directory as one JSON object on one line.")
    private boolean json;

    @Mixin
    private final ConfigFlags flags = new ConfigFlags();

    ServeCommand(CliContext context, ServerLauncher launcher) {
        this.context = context;
        this.launcher = launcher;
        this.spec = CommandSpec.create();
    }

    @Override
    public Integer call() throws ServerStartException, InterruptedException {
        Progress progress = context.progress();
        RingrankConfig config =
                flags.load(context, ConfigFlags.given(spec.commandLine().getParseResult()));
        RunningServer server = launcher.start(config, progress);
        try (Foreground foreground = Foreground.hold(server, progress)) {
            server.awaitReady();
            context.out()
                    .println(json
                            ? JsonNodeFactory.instance.objectNode()
                                    .put("server", server.baseUri().toString())
                                    .put("data_dir", config.dataDir().toString())
                            : server.baseUri());
            foreground.await();
        }
        return 0;
    }
}
