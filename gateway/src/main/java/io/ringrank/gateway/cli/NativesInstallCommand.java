// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.ringrank.gateway.app.NativeLibraries;
import io.ringrank.gateway.config.NativesChoice;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Fetches a library. */
@Command(name = "install", description = {
    "Fetch a build of llama.cpp into the data directory, by the npm client of this machine.",
    "Version and checksum are fixed; nothing of npm or Node.js is needed afterwards."})
final class NativesInstallCommand implements Callable<Integer> {

    private static final Map<String, NativesChoice> VARIANTS = Map.of("cpu", NativesChoice.CPU,
            "cuda", NativesChoice.CUDA, "vulkan", NativesChoice.VULKAN);

    private final CliContext context;
    private final NativeLibraries libraries;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "cpu|cuda|vulkan",
            description = "What it computes on; cuda needs NVIDIA's driver and CUDA 12 or 13.")
    private String variant = "";

    @Option(names = "--json", description = "Print one JSON object on one line.")
    private boolean json;

    @Mixin
    private final NativesFlags flags = new NativesFlags();

    NativesInstallCommand(CliContext context, NativeLibraries libraries) {
        this.context = context;
        this.libraries = libraries;
    }

    @Override
    public Integer call() throws CommandFailedException {
        NativesChoice choice = VARIANTS.get(variant);
        if (choice == null) {
            throw new ParameterException(spec.commandLine(),
                    "expected cpu, cuda or vulkan, not \"" + variant + "\"");
        }
        try {
            Path path = libraries.install(flags.load(context), choice, context.progress());
            context.out()
                    .println(json
                            ? JsonNodeFactory.instance.objectNode().put("path", path.toString())
                            : path);
            return 0;
        } catch (IOException e) {
            throw new CommandFailedException(String.valueOf(e.getMessage()));
        }
    }
}
