// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.engine;

import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets one thread sleep until there is work and producers wake it, without polling and without a
 * lost wake-up. {@link #ring()}: any thread. {@link #sleep}: one thread only.
 */
public final class Doorbell {
    /*
     * The sleeper announces itself, then looks for work once more, then parks; a producer publishes
     * its work, then looks for a sleeper. With a full fence between the two steps on either side, at
     * least one of them sees the other: either the sleeper finds the work or the producer finds the
     * sleeper. Publishing into the ring is a release store only, so the fence cannot be left out.
     */

    private volatile @Nullable Thread sleeper;

    /** Wakes the sleeper, if any. To be called after the work was published. */
    public void ring() {
        VarHandle.fullFence();
        Thread thread = sleeper;
        if (thread != null) {
            LockSupport.unpark(thread);
        }
    }

    /** Parks the calling thread until {@link #ring()}, at most {@code nanosMax}, unless work is there. */
    public void sleep(BooleanSupplier workIsThere, long nanosMax) {
        sleeper = Thread.currentThread();
        VarHandle.fullFence();
        try {
            if (!workIsThere.getAsBoolean()) {
                LockSupport.parkNanos(this, nanosMax);
            }
        } finally {
            sleeper = null;
        }
    }
}
