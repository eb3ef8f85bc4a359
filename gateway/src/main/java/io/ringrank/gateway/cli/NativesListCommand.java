// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.ringrank.gateway.app.NativeLibraries;
import io.ringrank.gateway.app.NativeLibraries.Listing;
import io.ringrank.gateway.status.NativeJson;
import io.ringrank.gateway.status.NativeReport;
import io.ringrank.gateway.status.NativeReport.DeviceReport;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows the libraries. */
@Command(name = "list", description = {
    "Show the builds of llama.cpp that this machine can use, and which one a server takes.",
    "With what each of them can compute on."})
final class NativesListCommand implements Callable<Integer> {

    private static final double BYTES_PER_GIB = 1L << 30;

    private final CliContext context;
    private final NativeLibraries libraries;

    @Option(names = "--json", description = "Print one JSON array on one line.")
    private boolean json;

    @Mixin
    private final NativesFlags flags = new NativesFlags();

    NativesListCommand(CliContext context, NativeLibraries libraries) {
        this.context = context;
        this.libraries = libraries;
    }

    @Override
    public Integer call() throws CommandFailedException, InterruptedException {
        Listing listing;
        try {
            listing = libraries.list(flags.load(context));
        } catch (IOException e) {
            throw new CommandFailedException(String.valueOf(e.getMessage()));
        }
        if (json) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            listing.libraries().forEach(report -> array.add(NativeJson.of(report)));
            context.out().println(array);
        } else {
            listing.libraries().forEach(this::print);
        }
        if (!listing.problem().isEmpty()) {
            context.progress().say("a server would not start: " + listing.problem());
        }
        return 0;
    }

    private void print(NativeReport report) {
        context.out()
                .println((report.chosen() ? "* " : "  ") + report.name()
                        + (report.usable()
                                ? "  llama.cpp " + report.build() + processor(report)
                                : "  can't be used")
                        + (report.note().isEmpty() ? "" : ": " + report.note()));
        context.out().println("    " + report.path());
        if (report.usable()) {
            report.devices().forEach(device -> context.out().println("    " + text(device)));
            context.out().println("    " + report.systemInfo().strip());
        }
    }

    private static String processor(NativeReport report) {
        return report.processor().isEmpty() ? "" : ", code for " + report.processor();
    }

    private static String text(DeviceReport device) {
        String memory = device.totalBytes() == 0
                ? ""
                : String.format(Locale.ROOT, ", %.1f of %.1f GiB free",
                        device.freeBytes() / BYTES_PER_GIB, device.totalBytes() / BYTES_PER_GIB);
        return device.name() + ": " + device.description() + " (" + device.type() + ")" + memory;
    }
}
