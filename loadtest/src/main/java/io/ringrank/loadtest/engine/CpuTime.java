// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.engine;

import java.time.Duration;
import java.util.List;

/** Processor time of processes, with the resolution of the system: mostly 10 ms. */
final class CpuTime {

    private CpuTime() {}

    /** Of all of them together since they started. A process that is gone counts nothing. */
    static long nanosOf(List<Long> pids) {
        return pids.stream()
                .flatMap(pid -> ProcessHandle.of(pid).stream())
                .flatMap(process -> process.info().totalCpuDuration().stream())
                .mapToLong(Duration::toNanos)
                .sum();
    }
}
