// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest;

import io.ringrank.gateway.cli.CliContext;
import io.ringrank.gateway.cli.CommandFailedException;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Holds the measurements. */
@Command(name = "bench", description = "Measure how fast this machine ranks.")
final class BenchCommand {

    private final CliContext context;

    BenchCommand(CliContext context) {
        this.context = context;
    }

    @Command(name = "http", description = {
        "Requests per second over HTTP: cold, where every pair is new, and cached,",
        "where every score is known. Both are medians over rounds that take turns."},
            sortOptions = false)
    int http(@Mixin HttpBenchOptions options)
            throws CommandFailedException, IOException {
        new HttpBench(context, options).run();
        return 0;
    }
}
