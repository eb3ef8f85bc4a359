// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.cli;

import io.ringrank.gateway.app.Assembly;
import io.ringrank.gateway.app.LocalModelInspection;
import io.ringrank.gateway.app.LocalNativeLibraries;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/** Where the process begins. */
public final class Main {

    private Main() {}

    /** Runs the command line and ends the process with its exit status. */
    public static void main(String[] arguments) {
        CliContext context = CliContext.ofProcess();
        List<CliExtension> extensions = new ArrayList<>();
        extensions.add(NativesCommand.extension(new LocalNativeLibraries(context.home())));
        extensions.add(GgufCommand.extension(new LocalModelInspection()));
        ServiceLoader.load(CliExtension.class).forEach(extensions::add);
        System.exit(new Cli(context, new Assembly(context.home()), extensions).run(arguments));
    }
}
