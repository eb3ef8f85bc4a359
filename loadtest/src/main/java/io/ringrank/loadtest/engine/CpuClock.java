// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.engine;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Processor time of several processes from one moment on. One thread. */
public final class CpuClock {
    /*
     * What the JDK tells of a process counts in steps of 10 ms, which is too coarse for a turn of half
     * a second over several processes. Linux counts nanoseconds for each thread. Threads come and go
     * (those that compile do), so each is compared with itself, and what a thread did that has ended
     * since is missing.
     */

    private static final Path PROC = Path.of("/proc");

    private final List<Long> pids;
    private final Map<Long, Long> before;

    private CpuClock(List<Long> pids, Map<Long, Long> before) {
        this.pids = pids;
        this.before = before;
    }

    /** @param pids of processes; one that is not there counts for nothing */
    public static CpuClock start(List<Long> pids) {
        return new CpuClock(List.copyOf(pids), read(pids));
    }

    /** Of all of them together since the start; 0 where the system does not tell. */
    public long nanos() {
        return read(pids).entrySet()
                .stream()
                .mapToLong(now -> now.getValue() - before.getOrDefault(now.getKey(), 0L))
                .sum();
    }

    /** By the number of a thread, or of a process where threads are not told apart. */
    private static Map<Long, Long> read(List<Long> pids) {
        Map<Long, Long> nanos = new HashMap<>();
        for (long pid : pids) {
            Path threads = PROC.resolve(String.valueOf(pid)).resolve("task");
            try (DirectoryStream<Path> stream = Files.newDirectoryStream(threads)) {
                for (Path thread : stream) {
                    ofThread(thread).ifPresent(total -> nanos
                            .put(Long.parseLong(thread.getFileName().toString()), total));
                }
            } catch (IOException _) {
                ProcessHandle.of(pid)
                        .flatMap(process -> process.info().totalCpuDuration())
                        .map(Duration::toNanos)
                        .ifPresent(total -> nanos.put(pid, total));
            }
        }
        return nanos;
    }

    /** The first number of {@code schedstat} (Documentation/scheduler/sched-stats of Linux). */
    private static OptionalLong ofThread(Path thread) {
        try {
            String stat = Files.readString(thread.resolve("schedstat"));
            return OptionalLong.of(Long.parseLong(stat.substring(0, stat.indexOf(' '))));
        } catch (IOException _) {
            // It ended just now.
            return OptionalLong.empty();
        }
    }
}
