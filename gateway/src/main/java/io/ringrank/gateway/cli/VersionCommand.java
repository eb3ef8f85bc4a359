// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.cli;

import io.ringrank.gateway.status.ServerVersion;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Says what runs here. */
@Command(name = "version", description = "Show the versions of Ringrank and of Java.")
final class VersionCommand implements Callable<Integer> {

    private final CliContext context;

    @Option(names = "--json", description = "Print one JSON object on one line.")
    private boolean json;

    VersionCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        ServerVersion version = ServerVersion.ofThisProcess();
        context.out()
                .println(json
                        ? version.toJson().toString()
                        : "ringrank " + version.ringrank() + ", Java " + version.java() + ", "
                                + version.platform());
        return 0;
    }
}
