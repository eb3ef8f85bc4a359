// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * How much memory new processes can take: what the machine has to spare, or what a control group
 * leaves. Any thread.
 *
 * @param root of the file system; Linux tells it in files
 */
record AvailableMemory(Path root) {

    /*
     * A control group has a limit, a use and, in the use, files that the kernel would give up. Groups
     * lie in each other, and each of them may have a limit. Version 2 of control groups has one tree
     * for all that is controlled, version 1 a tree of its own for memory.
     */

    /** The names of files in a group's folder. */
    private record GroupFiles(String limit, String use, String cache) {

        private static final GroupFiles V2 =
                new GroupFiles("memory.max", "memory.current", "inactive_file");
        private static final GroupFiles V1 = new GroupFiles("memory.limit_in_bytes",
                "memory.usage_in_bytes", "total_inactive_file");
    }

    private static final String V2_PREFIX = "0::";
    private static final String V1_CONTROLLER = "memory";

    static AvailableMemory ofThisMachine() {
        return new AvailableMemory(Path.of("/"));
    }

    /** Returns it in bytes; empty where the system doesn't tell. */
    OptionalLong bytes() {
        return Stream.of(machine(), groups())
                .flatMapToLong(OptionalLong::stream)
                .min();
    }

    private OptionalLong machine() {
        return lines("proc/meminfo").stream()
                .filter(line -> line.startsWith("MemAvailable:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) << 10)
                .findFirst();
    }

    private OptionalLong groups() {
        return lines("proc/self/cgroup").stream()
                .flatMapToLong(line -> group(line).stream())
                .min();
    }

    /** The least that a group and those around it leave. */
    private OptionalLong group(String line) {
        if (line.startsWith(V2_PREFIX)) {
            return left(root.resolve("sys/fs/cgroup"), line.substring(V2_PREFIX.length()),
                    GroupFiles.V2);
        }
        String[] fields = line.split(":", 3);
        return fields.length == 3 && List.of(fields[1].split(",")).contains(V1_CONTROLLER)
                ? left(root.resolve("sys/fs/cgroup/memory"), fields[2], GroupFiles.V1)
                : OptionalLong.empty();
    }

    private static OptionalLong left(Path tree, String name, GroupFiles files) {
        OptionalLong least = OptionalLong.empty();
        Path group = tree.resolve(name.replaceFirst("^/+", "")).normalize();
        while (group != null && group.startsWith(tree)) {
            OptionalLong left = left(group, files);
            if (left.isPresent() && left.getAsLong() < least.orElse(Long.MAX_VALUE)) {
                least = left;
            }
            group = group.getParent();
        }
        return least;
    }

    /** A group without a limit says "max", or a number that no machine has. */
    private static OptionalLong left(Path group, GroupFiles files) {
        OptionalLong limit = number(lines(group.resolve(files.limit())));
        OptionalLong use = number(lines(group.resolve(files.use())));
        if (limit.isEmpty() || use.isEmpty()) {
            return OptionalLong.empty();
        }
        long cache = lines(group.resolve("memory.stat")).stream()
                .filter(line -> line.startsWith(files.cache() + " "))
                .mapToLong(line -> Long.parseLong(line.substring(files.cache().length() + 1)))
                .findFirst()
                .orElse(0);
        return OptionalLong.of(Math.max(0, limit.getAsLong() - use.getAsLong() + cache));
    }

    private static OptionalLong number(List<String> lines) {
        return lines.stream()
                .filter(line -> line.matches("[0-9]{1,19}"))
                .mapToLong(Long::parseLong)
                .findFirst();
    }

    private List<String> lines(String file) {
        return lines(root.resolve(file));
    }

    /** None if the file isn't there, as on other systems. */
    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException _) {
            return List.of();
        }
    }
}
