// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;

class CpuClockTest {

    @Test
    void counts_what_this_process_computes() {
        long threadNanos = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        CpuClock clock = CpuClock.start(List.of(ProcessHandle.current().pid()));
        long sum = 0;
        while (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime()
                - threadNanos < 50_000_000) {
            sum++;
        }

        assertThat(sum).isPositive();
        // The clock began after the thread's did, and other threads of this process count, too.
        assertThat(clock.nanos()).isGreaterThan(25_000_000);
    }

    @Test
    void a_process_that_is_gone_counts_nothing() throws Exception {
        Process process = new ProcessBuilder("true").start();
        process.waitFor();

        assertThat(CpuClock.start(List.of(process.pid())).nanos()).isZero();
    }
}
