// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Names the processor of this machine, so that what was learned of one is not believed of another. */
final class Processor {

    private static final Path CPUINFO = Path.of("/proc/cpuinfo");
    private static final int NAME_CHARS_MAX = 100;

    private Processor() {}

    static String name() {
        return name(CPUINFO);
    }

    /** The model that Linux names there; the architecture if it names none. */
    static String name(Path cpuinfo) {
        try (Stream<String> lines = Files.lines(cpuinfo, StandardCharsets.ISO_8859_1)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .filter(name -> !name.isEmpty())
                    .map(name -> name.substring(0, Math.min(NAME_CHARS_MAX, name.length())))
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        } catch (IOException _) {
            // Other systems have no such file.
            return System.getProperty("os.arch");
        }
    }
}
