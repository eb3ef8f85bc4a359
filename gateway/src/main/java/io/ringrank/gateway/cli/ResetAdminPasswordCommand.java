// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.cli;

import io.ringrank.gateway.app.Maintenance;
import io.ringrank.gateway.app.ServerStartException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** For whoever has lost the password but has the machine. */
@Command(name = "reset-admin-password", description = {
    "Make a new password for the user admin and print the file it is in.",
    "The server must be stopped; while it runs, use: ringrank users set-password admin"},
        sortOptions = false)
final class ResetAdminPasswordCommand implements Callable<Integer> {

    private final CliContext context;

    @Mixin
    private final DataFlags data = new DataFlags();

    ResetAdminPasswordCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws ServerStartException {
        context.out().println(Maintenance.resetAdminPassword(data.load(context)));
        return 0;
    }
}
