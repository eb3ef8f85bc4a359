// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.engine;

/**
 * What an engine computes on, and how its lanes are best fed.
 *
 * @param name for example the processor's; what was learned of costs is remembered by it
 * @param batchesAheadMax batches that may wait in the engine for each lane beside the one that runs,
 *        1 to {@value #BATCHES_AHEAD_MAX}
 * @param lingerNanos how long work may wait for a fuller batch although a lane could take it, 0 to
 *        {@value #LINGER_NANOS_MAX}
 */
public record EngineDevice(String name, int batchesAheadMax, long lingerNanos) {

    public static final int BATCHES_AHEAD_MAX = 2;
    public static final long LINGER_NANOS_MAX = 2_000_000;

    private static final long GPU_LINGER_NANOS = 1_000_000;

    public EngineDevice {
        if (batchesAheadMax < 1 || batchesAheadMax > BATCHES_AHEAD_MAX || lingerNanos < 0
                || lingerNanos > LINGER_NANOS_MAX) {
            throw new IllegalArgumentException("a device can't be fed like that: "
                    + batchesAheadMax + " batches ahead, linger " + lingerNanos + " ns");
        }
    }

    /** Whether its lanes share the machine's cores with all others. */
    public boolean isProcessor() {
        return batchesAheadMax == 1;
    }

    /** A batch takes so long there, and its size matters so little, that nothing waits for more. */
    public static EngineDevice processor(String name) {
        return new EngineDevice(name, 1, 0);
    }

    /** Batches are short there, and a fuller one is nearly free. */
    public static EngineDevice gpu(String name) {
        return new EngineDevice(name, BATCHES_AHEAD_MAX, GPU_LINGER_NANOS);
    }
}
