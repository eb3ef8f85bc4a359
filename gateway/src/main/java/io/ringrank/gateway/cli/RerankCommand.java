// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.cli;

import io.ringrank.gateway.app.RunningServer;
import io.ringrank.gateway.app.ServerLauncher;
import io.ringrank.gateway.app.ServerStartException;
import io.ringrank.gateway.config.RingrankConfig;
import java.net.ConnectException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Ranks documents from the command line. */
@Command(name = "rerank", description = {"Rank documents by how well they answer a query.",
    "Documents are the arguments, or the lines of --file or of standard input.",
    "Asks the server of --server or RINGRANK_SERVER, else the one of this machine;",
    "if none runs here, one is started for the call."}, sortOptions = false)
final class RerankCommand implements Callable<Integer> {

    private final CliContext context;
    private final ServerLauncher launcher;

    @Spec
    private CommandSpec spec;

    @Option(names = "--query", required = true, paramLabel = "TEXT",
            description = "What to look for.")
    private String query = "";

    @Parameters(paramLabel = "DOC", description = "Documents to rank.")
    private List<String> documents = List.of();

    @Option(names = "--file", paramLabel = "FILE",
            description = "Documents, one a line; - is standard input.")
    private @Nullable String file;

    @Option(names = "--model", paramLabel = "NAME", description = "Deployment to ask.")
    private @Nullable String model;

    @Option(names = "--top-n", paramLabel = "N",
            description = "How many to show; 0 shows all, which is the default.")
    private int topN;

    @Option(names = "--json", description = "Print the server's JSON answer on one line.")
    private boolean json;

    @Option(names = "--server", paramLabel = "URL",
            description = "Server to ask, for example http://127.0.0.1:8080.")
    private @Nullable String server;

    @Option(names = "--api-key", paramLabel = "KEY",
            description = "API key; else RINGRANK_API_KEY, else that of the data directory.")
    private @Nullable String apiKey;

    @Option(names = "--data", paramLabel = "DIR",
            description = "Folder of keys, models and error files.")
    private @Nullable String data;

    @Mixin
    private final ConfigFlags flags = new ConfigFlags();

    RerankCommand(CliContext context, ServerLauncher launcher) {
        this.context = context;
        this.launcher = launcher;
        this.spec = CommandSpec.create();
    }

    @Override
    public Integer call()
            throws ServerStartException, CommandFailedException, InterruptedException {
        RerankRequest request = request();
        String named = server == null ? variable("RINGRANK_SERVER") : server;
        RerankAnswer answer = named.isEmpty()
                ? askThisMachine(request)
                : askNamed(uri(named), request);
        if (json) {
            context.out().println(answer.json());
        } else {
            answer.printTable(context.out());
        }
        return 0;
    }

    private RerankRequest request() throws CommandFailedException {
        if (topN < 0) {
            throw usage("--top-n must not be negative");
        }
        if (!documents.isEmpty() && file != null) {
            throw usage("give documents as arguments or by --file, not both");
        }
        List<String> texts = documents.isEmpty()
                ? DocumentLines.read(file == null ? "-" : file, context.in())
                : documents;
        if (texts.isEmpty()) {
            throw usage("there is no document to rank");
        }
        return new RerankRequest(model, query, topN, texts);
    }

    private RerankAnswer askNamed(URI address, RerankRequest request)
            throws CommandFailedException, InterruptedException {
        String key = namedKey();
        if (key.isEmpty() && isThisMachine(address)) {
            key = ApiKeys.initial(config().dataDir());
        }
        try (RerankClient client = new RerankClient(address, key)) {
            return client.rerank(request);
        } catch (ConnectException e) {
            throw new CommandFailedException("no server answers at " + address);
        }
    }

    private RerankAnswer askThisMachine(RerankRequest request)
            throws ServerStartException, CommandFailedException, InterruptedException {
        RingrankConfig config = config();
        URI usual = usualAddress(config.server());
        String key = namedKey().isEmpty() ? ApiKeys.initial(config.dataDir()) : namedKey();
        try (RerankClient client = new RerankClient(usual, key)) {
            return client.rerank(request);
        } catch (ConnectException e) {
            context.progress().say("no server at " + usual + ", so one is started for this call");
            return askOwn(config.onLoopback(0), request);
        }
    }

    private RerankAnswer askOwn(RingrankConfig config, RerankRequest request)
            throws ServerStartException, CommandFailedException, InterruptedException {
        try (RunningServer own = launcher.start(config, context.progress())) {
            own.awaitReady();
            return askOwn(own, ApiKeys.initial(config.dataDir()), request);
        }
    }

    private static RerankAnswer askOwn(RunningServer own, String key, RerankRequest request)
            throws CommandFailedException, InterruptedException {
        try (RerankClient client = new RerankClient(own.baseUri(), key)) {
            return client.rerank(request);
        } catch (ConnectException e) {
            throw new CommandFailedException("the server on " + own.baseUri() + " is gone");
        }
    }

    private RingrankConfig config() {
        return flags.load(context, data == null ? Map.of() : Map.of("data-dir", data));
    }

    private String namedKey() {
        return apiKey == null ? variable("RINGRANK_API_KEY") : apiKey;
    }

    private static URI usualAddress(RingrankConfig.Server server) {
        String host = List.of("0.0.0.0", "::").contains(server.host())
                ? "127.0.0.1"
                : server.host();
        return URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":"
                + server.port());
    }

    /** Only then may it see the key of this machine's data directory. */
    private static boolean isThisMachine(URI address) {
        return address.getHost().matches("localhost|127(\\.[0-9]+){3}|\\[::1]");
    }

    private URI uri(String text) {
        try {
            URI uri = new URI(text);
            if (uri.getHost() != null && List.of("http", "https").contains(uri.getScheme())) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // Falls through to the same answer.
        }
        throw usage("the server's address must look like http://127.0.0.1:8080, not \"" + text
                + "\"");
    }

    private String variable(String name) {
        return context.environment().getOrDefault(name, "");
    }

    private ParameterException usage(String problem) {
        return new ParameterException(spec.commandLine(), problem);
    }
}
