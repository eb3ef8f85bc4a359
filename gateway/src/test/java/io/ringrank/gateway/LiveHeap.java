// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;

/** What is left when all that nobody refers to is gone. */
public final class LiveHeap {

    private LiveHeap() {}

    public static long bytes() {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        memory.gc();
        // What the first run only found to be unreachable, as what cleaners wait for.
        memory.gc();
        return memory.getHeapMemoryUsage().getUsed();
    }
}
