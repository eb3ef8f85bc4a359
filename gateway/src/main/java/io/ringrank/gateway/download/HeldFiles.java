// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.download;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/** The files that are served or about to be, which must stay. Any thread. */
public final class HeldFiles {

    /** How many hold each, by its path without links. Guarded by itself. */
    private final Map<Path, Integer> held = new HashMap<>();

    /** Takes a file away. */
    @FunctionalInterface
    interface Deletion {

        void run() throws IOException;
    }

    /** @throws java.nio.file.NoSuchFileException if it has been deleted */
    ModelStore.Hold hold(Path file) throws IOException {
        synchronized (held) {
            Path real = file.toRealPath();
            held.merge(real, 1, Integer::sum);
            AtomicBoolean closed = new AtomicBoolean();
            return () -> {
                synchronized (held) {
                    if (closed.compareAndSet(false, true)) {
                        held.computeIfPresent(real, (_, count) -> count == 1 ? null : count - 1);
                    }
                }
            };
        }
    }

    /** @return whether it was done, which it isn't if somebody holds the file */
    boolean deleteUnlessHeld(Path file, Deletion deletion) throws IOException {
        synchronized (held) {
            if (held.containsKey(file.toRealPath())) {
                return false;
            }
            deletion.run();
            return true;
        }
    }
}
