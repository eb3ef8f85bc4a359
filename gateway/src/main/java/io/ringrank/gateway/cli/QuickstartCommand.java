// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.cli;

import io.ringrank.gateway.app.Progress;
import io.ringrank.gateway.app.RunningServer;
import io.ringrank.gateway.app.ServerLauncher;
import io.ringrank.gateway.app.ServerStartException;
import io.ringrank.gateway.auth.ApiKeyFile;
import io.ringrank.gateway.config.DeploymentSpec;
import io.ringrank.gateway.config.RingrankConfig;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows a newcomer one request and its answer, then serves. */
@Command(name = "quickstart", description = {
    "Serve the built-in model on this machine and ask it one question.",
    "Shows the answer and the command to try next, then serves until Ctrl-C."})
final class QuickstartCommand implements Callable<Integer> {

    private final CliContext context;
    private final ServerLauncher launcher;

    @Option(names = "--port", paramLabel = "PORT",
            description = "TCP port; without it the usual one, or a free one if that is taken.")
    private @Nullable String port;

    @Option(names = "--data", paramLabel = "DIR",
            description = "Folder of keys, models and error files.")
    private @Nullable String data;

    @Option(names = "--once", description = "Stop after the answer.")
    private boolean once;

    @Mixin
    private final ConfigFlags flags = new ConfigFlags();

    QuickstartCommand(CliContext context, ServerLauncher launcher) {
        this.context = context;
        this.launcher = launcher;
    }

    @Override
    public Integer call()
            throws ServerStartException, CommandFailedException, InterruptedException {
        Progress progress = context.progress();
        RingrankConfig config = config(progress);
        progress.say("starting a server with the built-in model");
        RunningServer server = launcher.start(config, progress);
        try (Foreground foreground = Foreground.hold(server, progress)) {
            showAnswer(server, config.dataDir());
            if (!once) {
                progress.say("serving on " + server.baseUri() + " until Ctrl-C");
                foreground.await();
            }
        }
        return 0;
    }

    private RingrankConfig config(Progress progress) {
        Map<String, String> given = new HashMap<>();
        given.put("deployments", DeploymentSpec.BUILTIN);
        if (data != null) {
            given.put("data-dir", data);
        }
        if (port != null) {
            given.put("server.port", port);
        }
        RingrankConfig config = flags.load(context, given);
        int usual = config.server().port();
        if (port != null || isFree(usual)) {
            return config.onLoopback(usual);
        }
        progress.say("port " + usual + " is taken, so this takes a free one");
        return config.onLoopback(0);
    }

    private void showAnswer(RunningServer server, Path dataDir)
            throws ServerStartException, CommandFailedException, InterruptedException {
        server.awaitReady();
        RerankAnswer answer = ask(server, ApiKeys.initial(dataDir));
        context.out().println(answer.json());
        context.out().println();
        context.out().println(RerankRequest.PANDA.query());
        answer.printTable(context.out());
        context.out().println();
        context.out().println("Try next:");
        context.out()
                .println("curl " + server.baseUri() + "/v1/rerank"
                        + " -H \"Content-Type: application/json\""
                        + " -H \"Authorization: Bearer $(cat "
                        + quoted(new ApiKeyFile(dataDir).initialKey())
                        + ")\" -d " + "'" + RerankRequest.PANDA.toJson() + "'");
    }

    private static RerankAnswer ask(RunningServer server, String apiKey)
            throws CommandFailedException, InterruptedException {
        try (RerankClient client =
                new RerankClient(server.baseUri(), apiKey, HttpClient.newBuilder())) {
            return client.rerank(RerankRequest.PANDA);
        } catch (ConnectException e) {
            throw new CommandFailedException(
                    "the server on " + server.baseUri() + " takes no connection: " + e);
        }
    }

    /** In single quotes, for a POSIX shell. */
    private static String quoted(Path path) {
        return "'" + path.toString().replace("'", "'\\''") + "'";
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
