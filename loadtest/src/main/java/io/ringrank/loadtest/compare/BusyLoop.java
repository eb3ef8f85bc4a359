// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.compare;

/** Keeps one core busy, like a program that has nothing to do with ranking. */
final class BusyLoop implements AutoCloseable {

    private final Thread thread = Thread.ofPlatform()
            .daemon()
            .name("busy-loop")
            .unstarted(() -> {
                while (!Thread.currentThread().isInterrupted()) {
                    Thread.onSpinWait();
                }
            });

    BusyLoop() {
        thread.start();
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
