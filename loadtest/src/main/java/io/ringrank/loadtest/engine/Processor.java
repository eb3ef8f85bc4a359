// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * What figures depend on.
 *
 * @param flags of those that matter to llama.cpp, the ones this processor has
 */
public record Processor(String model, int cores, List<String> flags) {

    private static final Set<String> FLAGS_THAT_MATTER = Set.of("avx2", "fma", "f16c", "avx512f",
            "avx512bw", "avx512_vnni", "avx512_bf16", "avx_vnni", "amx_int8", "amx_bf16", "asimd",
            "asimddp", "i8mm", "bf16", "sve");

    /** Of this machine; what the system does not tell is empty. */
    public static Processor ofThisMachine() {
        return read(Path.of("/proc/cpuinfo"));
    }

    static Processor read(Path cpuinfo) {
        List<String> lines;
        try {
            lines = Files.readAllLines(cpuinfo);
        } catch (IOException _) {
            lines = List.of();
        }
        String flags = value(lines, "flags", "Features");
        return new Processor(value(lines, "model name", "CPU part"),
                Runtime.getRuntime().availableProcessors(),
                Arrays.stream(flags.split(" ", -1)).filter(FLAGS_THAT_MATTER::contains).toList());
    }

    /** The first line of one of these names: on x86 or on ARM. */
    private static String value(List<String> lines, String name, String otherName) {
        return lines.stream()
                .filter(line -> line.startsWith(name) || line.startsWith(otherName))
                .findFirst()
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .orElse("");
    }
}
