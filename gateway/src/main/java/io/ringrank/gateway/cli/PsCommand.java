// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.cli;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows what a server runs and how it does. */
@Command(name = "ps", description = {"Show the deployments of a server, their engines and queues,",
    "what a batch may hold and how many pairs a second the machine can score.",
    "Asks the server of --server or RINGRANK_SERVER, else the one of this machine."},
        sortOptions = false)
final class PsCommand implements Callable<Integer> {

    private static final long WATCH_SECONDS = 2;

    private final CliContext context;
    private final CountDownLatch never = new CountDownLatch(1);

    @Option(names = "--watch", description = "Show it again every 2 seconds until Ctrl-C.")
    private boolean watch;

    @Option(names = "--json", description = "Print the server's JSON answer on one line.")
    private boolean json;

    @Mixin
    private final ServerFlags server;

    PsCommand(CliContext context) {
        this.context = context;
        this.server = new ServerFlags(context);
    }

    @Override
    public Integer call() throws CommandFailedException {
        try (StatusClient client = new StatusClient(server.address(), server.http())) {
            boolean again = true;
            while (again) {
                show(client.status());
                again = watch && !never.await(WATCH_SECONDS, TimeUnit.SECONDS);
            }
        } catch (InterruptedException _) {
            // Whoever watches has seen enough.
            Thread.currentThread().interrupt();
        }
        return 0;
    }

    private void show(ServerStatus status) {
        if (json) {
            context.out().println(status.json());
            return;
        }
        status.print(context.out());
        if (watch) {
            context.out().println();
        }
    }
}
