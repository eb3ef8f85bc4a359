// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.core;

import io.ringrank.scheduler.ticket.AdmissionCredits;
import java.time.Duration;

/**
 * Bounds of one deployment's scheduler.
 *
 * @param ringSlots requests that can wait to be looked at; a power of two
 * @param queuedPairsMax pairs that can wait or run
 * @param queuedBytesMax bytes of text that can wait or run
 * @param cacheBytesMax memory for scores of past pairs; 0 for none
 * @param cacheTtl how long a score is kept; zero for as long as there is room
 */
public record SchedulerLimits(int ringSlots, long queuedPairsMax, long queuedBytesMax,
        long cacheBytesMax, Duration cacheTtl) {

    public SchedulerLimits {
        if (Integer.bitCount(ringSlots) != 1) {
            throw new IllegalArgumentException("ring slots must be a power of two: " + ringSlots);
        }
    }

    /** New ones, all of which are free. */
    public AdmissionCredits credits() {
        return new AdmissionCredits(queuedPairsMax, queuedBytesMax);
    }

    /** The same with another cache. */
    public SchedulerLimits withCache(long bytesMax, Duration ttl) {
        return new SchedulerLimits(ringSlots, queuedPairsMax, queuedBytesMax, bytesMax, ttl);
    }
}
