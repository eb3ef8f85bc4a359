// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Objects;
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
        // Only a jar knows its version; classes that an IDE runs have none.
        String version = Objects.requireNonNullElse(
                VersionCommand.class.getPackage().getImplementationVersion(), "development");
        ObjectNode versions = JsonNodeFactory.instance.objectNode()
                .put("ringrank", version)
                .put("java", Runtime.version().toString())
                .put("platform",
                        System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        context.out()
                .println(json
                        ? versions.toString()
                        : "ringrank " + version + ", Java " + Runtime.version() + ", "
                                + versions.get("platform").asText());
        return 0;
    }
}
