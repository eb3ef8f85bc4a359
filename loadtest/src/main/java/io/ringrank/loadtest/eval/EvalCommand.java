// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.eval;

import io.ringrank.gateway.cli.CliContext;
import io.ringrank.gateway.cli.CommandFailedException;
import io.ringrank.gateway.cli.ServerFlags;
import io.ringrank.loadtest.eval.client.Delays;
import io.ringrank.loadtest.eval.client.Outcome;
import io.ringrank.loadtest.eval.client.RerankService;
import io.ringrank.loadtest.eval.collection.BadFileException;
import io.ringrank.loadtest.eval.collection.CollectionLoader;
import io.ringrank.loadtest.eval.collection.TestCollection;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Says whether reranking helps, and what it takes. */
@Command(name = "eval",
        description = {"Measure whether reranking helps: nDCG, MRR, recall and MAP of a run before"
                + " and after, queries won and lost with their significance, and what it takes."
                + " Queries whose request fails count in the run's order.",
            "Asks a running server: that of --server or RINGRANK_SERVER, else the one of this"
                    + " machine. Files may be packed with gzip."},
        footer = {"", "For example, with the sample that comes with the sources:",
            "  ringrank eval --queries configs/eval-sample/queries.jsonl \\",
            "      --docs configs/eval-sample/corpus.jsonl \\",
            "      --qrels configs/eval-sample/qrels.tsv --run configs/eval-sample/run.txt"},
        sortOptions = false)
final class EvalCommand implements Callable<Integer> {

    /** The share of the heap that texts of documents may take. */
    private static final int HEAP_SHARE = 2;

    private final CliContext context;
    private final Delays delays;

    @Mixin
    private final EvalOptions options = new EvalOptions();

    @Mixin
    private final ServerFlags server;

    EvalCommand(CliContext context, Delays delays) {
        this.context = context;
        this.delays = delays;
        this.server = new ServerFlags(context);
    }

    @Override
    public Integer call() throws CommandFailedException, InterruptedException {
        options.check();
        URI address = server.address();
        TestCollection collection = load();
        try (OutputFiles files = OutputFiles.open(options.saveRun, options.perQuery)) {
            EvalReport report = evaluate(collection, address);
            files.write(report);
            if (options.json) {
                context.out().println(new JsonReport(report).toJson());
            } else {
                new TextReport(report, context.out()).print();
            }
        }
        return 0;
    }

    private TestCollection load() {
        context.progress().say("reading the files");
        long bytesMax = Runtime.getRuntime().maxMemory() / HEAP_SHARE;
        try {
            TestCollection collection = new CollectionLoader(
                    new CollectionLoader.Files(options.queries, options.docs, options.qrels,
                            options.run),
                    new CollectionLoader.Selection(options.topK, options.limit, options.seed,
                            options.title, bytesMax))
                    .load();
            context.progress()
                    .say(String.format(Locale.ROOT, "kept %,d queries and the %,d documents they"
                            + " name: %,d KiB of at most %,d", collection.topics().size(),
                            collection.documents().size(), collection.textBytes() >> 10,
                            bytesMax >> 10));
            return collection;
        } catch (BadFileException e) {
            throw options.wrong(e.problem());
        }
    }

    private EvalReport evaluate(TestCollection collection, URI address)
            throws CommandFailedException, InterruptedException {
        RerankService.Settings settings = new RerankService.Settings(address, server.apiKey(),
                options.model, options.timeoutMs, options.cached);
        context.progress().say("asking " + address);
        List<Outcome> outcomes;
        long beginNanos = System.nanoTime();
        try (RerankService service = new RerankService(settings, delays)) {
            outcomes = new Reranking(service, options.concurrency, context.progress())
                    .run(collection);
        }
        long wallNanos = System.nanoTime() - beginNanos;
        List<TopicResult> results = new ArrayList<>();
        for (int i = 0; i < outcomes.size(); i++) {
            results.add(TopicResult.of(collection.topics().get(i), outcomes.get(i)));
        }
        return EvalReport.of(results, collection.leftOut(),
                new EvalReport.Settings(options.k, options.topK, options.concurrency,
                        options.seed),
                wallNanos);
    }
}
