// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.ticket;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds the work that waits or runs in one deployment, in pairs and in bytes of text. Event loops
 * claim, the scheduler gives back when a pair ends. Any thread.
 */
public final class AdmissionCredits {

    private final long pairsMax;
    private final long bytesMax;
    private final AtomicLong pairs;
    private final AtomicLong bytes;
    private final AtomicLong tokens = new AtomicLong();

    public AdmissionCredits(long pairsMax, long bytesMax) {
        this.pairsMax = pairsMax;
        this.bytesMax = bytesMax;
        this.pairs = new AtomicLong(pairsMax);
        this.bytes = new AtomicLong(bytesMax);
    }

    /**
     * Claims all of it, or nothing.
     *
     * @param tokenCount that the texts should have; counted, but not bounded
     */
    public boolean tryClaim(long pairCount, long byteCount, long tokenCount) {
        if (!tryTake(pairs, pairCount)) {
            return false;
        }
        if (!tryTake(bytes, byteCount)) {
            pairs.addAndGet(pairCount);
            return false;
        }
        tokens.addAndGet(tokenCount);
        return true;
    }

    public void release(long pairCount, long byteCount, long tokenCount) {
        pairs.addAndGet(pairCount);
        bytes.addAndGet(byteCount);
        tokens.addAndGet(-tokenCount);
    }

    /** Pairs that could still be claimed. */
    public long pairsLeft() {
        return pairs.get();
    }

    /** Bytes of text that could still be claimed. */
    public long bytesLeft() {
        return bytes.get();
    }

    /** Pairs that are claimed: they wait or run. */
    public long pairsClaimed() {
        return pairsMax - pairs.get();
    }

    /** Bytes of text that are claimed. */
    public long bytesClaimed() {
        return bytesMax - bytes.get();
    }

    /** Tokens that what is claimed should have. */
    public long tokensClaimed() {
        return tokens.get();
    }

    private static boolean tryTake(AtomicLong left, long wanted) {
        long seen = left.get();
        while (seen >= wanted) {
            if (left.compareAndSet(seen, seen - wanted)) {
                return true;
            }
            seen = left.get();
        }
        return false;
    }
}
