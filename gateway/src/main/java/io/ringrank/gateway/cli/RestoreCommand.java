// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.cli;

import io.ringrank.gateway.app.Maintenance;
import io.ringrank.gateway.app.ServerStartException;
import io.ringrank.gateway.control.Restoration;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Brings a backup back. */
@Command(name = "restore",
        description = {"Put a backup in the place of users, keys, usage and log.",
            "The server must be stopped. What was there is kept as ringrank.db.before-restore."},
        sortOptions = false)
final class RestoreCommand implements Callable<Integer> {

    private final CliContext context;

    @Parameters(paramLabel = "FILE", description = "That ringrank backup wrote.")
    private Path file = Path.of("");

    @Mixin
    private final DataFlags data = new DataFlags();

    RestoreCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws ServerStartException {
        Restoration done = Maintenance.restore(data.load(context), file.toAbsolutePath());
        context.progress().say("restored; everybody must log in again");
        if (!done.compared()) {
            context.progress()
                    .say("what was there could not be read, so nobody knows which keys and users"
                            + " were revoked, changed or deleted since");
        }
        done.keysBack()
                .forEach(id -> context.progress()
                        .say("this API key was revoked or changed since, and is as it was: "
                                + "./ringrank keys revoke " + id));
        done.usersBack()
                .forEach(name -> context.progress()
                        .say("this user was deleted or changed since, and is as before: "
                                + "./ringrank users delete " + name));
        done.filesForgotten()
                .forEach(stale -> context.progress()
                        .say("deleted, since what was in it is not valid any more: " + stale));
        return 0;
    }
}
