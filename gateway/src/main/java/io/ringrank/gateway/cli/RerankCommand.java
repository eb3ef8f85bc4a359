// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.cli;

import io.ringrank.gateway.app.RunningServer;
import io.ringrank.gateway.app.ServerLauncher;
import io.ringrank.gateway.app.ServerStartException;
import io.ringrank.gateway.config.RingrankConfig;
import java.net.ConnectException;
import java.net.URI;
import java.util.List;
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

    @Option(names = "--instruction", paramLabel = "TEXT",
            description = "What the model judges, for models that take an instruction.")
    private @Nullable String instruction;

    @Option(names = "--max-tokens-per-doc", paramLabel = "N",
            description = "Most tokens of a document; 0 takes as many as the model has room for.")
    private int maxTokensPerDoc;

    @Option(names = "--long-document", paramLabel = "MODE",
            description = "What becomes of longer ones: truncate, max_window or error.")
    private @Nullable String longDocument;

    @Option(names = "--json", description = "Print the server's JSON answer on one line.")
    private boolean json;

    @Mixin
    private final ServerFlags server;

    RerankCommand(CliContext context, ServerLauncher launcher) {
        this.context = context;
        this.launcher = launcher;
        this.server = new ServerFlags(context);
        this.spec = CommandSpec.create();
    }

    @Override
    public Integer call()
            throws ServerStartException, CommandFailedException, InterruptedException {
        RerankRequest request = request();
        URI named = server.named();
        RerankAnswer answer = named == null
                ? askThisMachine(request)
                : askNamed(named, request);
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
        if (maxTokensPerDoc < 0) {
            throw usage("--max-tokens-per-doc must not be negative");
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
        return new RerankRequest(model, query, topN, texts,
                new RerankRequest.Options(instruction, maxTokensPerDoc, longDocument));
    }

    private RerankAnswer askNamed(URI address, RerankRequest request)
            throws CommandFailedException, InterruptedException {
        try (RerankClient client = new RerankClient(address, server.apiKey(), server.http())) {
            return client.rerank(request);
        } catch (ConnectException e) {
            throw new CommandFailedException("no server answers at " + address);
        }
    }

    private RerankAnswer askThisMachine(RerankRequest request)
            throws ServerStartException, CommandFailedException, InterruptedException {
        URI usual = server.address();
        try (RerankClient client = new RerankClient(usual, server.apiKey(), server.http())) {
            return client.rerank(request);
        } catch (ConnectException e) {
            context.progress().say("no server at " + usual + ", so one is started for this call");
            return askOwn(server.config().onLoopback(0), request);
        }
    }

    private RerankAnswer askOwn(RingrankConfig config, RerankRequest request)
            throws ServerStartException, CommandFailedException, InterruptedException {
        try (RunningServer own = launcher.start(config, context.progress())) {
            own.awaitReady();
            return askOwn(own, ApiKeys.initial(config.dataDir()), request);
        }
    }

    private RerankAnswer askOwn(RunningServer own, String key, RerankRequest request)
            throws CommandFailedException, InterruptedException {
        try (RerankClient client = new RerankClient(own.baseUri(), key, server.http())) {
            return client.rerank(request);
        } catch (ConnectException e) {
            throw new CommandFailedException("the server on " + own.baseUri() + " is gone");
        }
    }

    private ParameterException usage(String problem) {
        return new ParameterException(spec.commandLine(), problem);
    }
}
