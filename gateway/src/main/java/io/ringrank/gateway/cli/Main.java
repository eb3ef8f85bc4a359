// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.cli;

import io.ringrank.gateway.app.Assembly;
import java.util.List;
import java.util.ServiceLoader;

/** Where the process begins. */
public final class Main {

    private Main() {}

    /** Runs the command line and ends the process with its exit status. */
    public static void main(String[] arguments) {
        List<CliExtension> extensions = ServiceLoader.load(CliExtension.class)
                .stream()
                .map(ServiceLoader.Provider::get)
                .toList();
        System.exit(new Cli(CliContext.ofProcess(), new Assembly(), extensions).run(arguments));
    }
}
