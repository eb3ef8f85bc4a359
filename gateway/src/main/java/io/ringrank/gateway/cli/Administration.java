// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.cli;

import io.ringrank.gateway.app.Maintenance;
import io.ringrank.gateway.app.ServerStartException;
import java.net.URI;
import java.net.http.HttpClient;

/**
 * Runs a task against the admin API: that of a server that runs or, if none runs on this machine, one
 * that is started for the task on the data directory. One thread.
 */
final class Administration {

    private final CliContext context;
    private final ServerFlags server;

    /** What a command does once it has somebody to ask. */
    @FunctionalInterface
    interface Task {

        void run(AdminClient admin)
                throws ServerStartException, CommandFailedException, InterruptedException;
    }

    Administration(CliContext context, ServerFlags server) {
        this.context = context;
        this.server = server;
    }

    /** @return the exit status of the command */
    int run(Task task) throws ServerStartException, CommandFailedException, InterruptedException {
        URI address = server.adminAddress();
        try (AdminClient client = new AdminClient(address, server.apiKey(), server.http())) {
            if (client.isThere()) {
                task.run(client);
                return 0;
            }
        }
        if (server.named() != null) {
            throw new CommandFailedException("no server answers at " + address);
        }
        context.progress().say("no server at " + address + ", so the data directory is opened");
        try (Maintenance.AdminServer own = Maintenance.serveAdmin(server.config());
                AdminClient client =
                        new AdminClient(own.baseUri(), own.apiKey(), HttpClient.newBuilder())) {
            task.run(client);
        }
        return 0;
    }
}
