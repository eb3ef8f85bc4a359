// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.app;

import java.util.OptionalLong;

/**
 * What engines that are to start may take: what the machine has to spare, less what it promised to others
 * that start too and have not taken it yet. Any thread.
 */
final class MemoryBudget {

    private final AvailableMemory memory;
    /** Bytes. Guarded by this. */
    private long promised;

    /** Memory that engines take while they start. */
    final class Promise implements AutoCloseable {

        /** Guarded by the budget. */
        private long bytes;

        private Promise(long bytes) {
            this.bytes = bytes;
        }

        /** They have it, or won't need it. A second time does nothing. */
        @Override
        public void close() {
            synchronized (MemoryBudget.this) {
                promised -= bytes;
                bytes = 0;
            }
        }
    }

    MemoryBudget(AvailableMemory memory) {
        this.memory = memory;
    }

    /** Returns it in bytes, at least 0; empty where the system doesn't tell. */
    synchronized OptionalLong bytes() {
        OptionalLong available = memory.bytes();
        return available.isEmpty()
                ? available
                : OptionalLong.of(Math.max(0, available.getAsLong() - promised));
    }

    synchronized Promise promise(long bytes) {
        promised += bytes;
        return new Promise(bytes);
    }
}
