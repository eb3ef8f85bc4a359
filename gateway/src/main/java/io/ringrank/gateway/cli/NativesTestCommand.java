// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.ringrank.gateway.app.NativeLibraries;
import io.ringrank.gateway.app.NativeLibraries.TestReport;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Tries the libraries. */
@Command(name = "test", description = {
    "Let each build of llama.cpp score pairs whose scores are known.",
    "The exit status is 1 if one can't, or scores wrongly."})
final class NativesTestCommand implements Callable<Integer> {

    private final CliContext context;
    private final NativeLibraries libraries;

    @Option(names = "--json", description = "Print one JSON array on one line.")
    private boolean json;

    @Mixin
    private final NativesFlags flags = new NativesFlags();

    NativesTestCommand(CliContext context, NativeLibraries libraries) {
        this.context = context;
        this.libraries = libraries;
    }

    @Override
    public Integer call() throws CommandFailedException, InterruptedException {
        List<TestReport> reports;
        try {
            reports = libraries.test(flags.load(context));
        } catch (IOException e) {
            throw new CommandFailedException(String.valueOf(e.getMessage()));
        }
        if (json) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            reports.forEach(report -> array.addObject()
                    .put("name", report.name())
                    .put("build", report.build())
                    .put("device", report.device())
                    .put("ok", report.right())
                    .put("note", report.note()));
            context.out().println(array);
        } else {
            TextTable.print(reports.stream()
                    .map(report -> List.of(report.name(), report.right() ? "ok" : "wrong",
                            report.build(), report.device(), report.note()))
                    .toList(), context.out());
        }
        return reports.stream().allMatch(TestReport::right) ? 0 : 1;
    }
}
