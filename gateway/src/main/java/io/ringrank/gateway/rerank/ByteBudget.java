// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.rerank;

import java.util.concurrent.atomic.AtomicLong;

/** The memory that the bodies of all requests together may take. Any thread. */
final class ByteBudget {

    private final AtomicLong leftBytes;

    ByteBudget(long bytesMax) {
        this.leftBytes = new AtomicLong(bytesMax);
    }

    boolean tryClaim(long bytes) {
        if (leftBytes.addAndGet(-bytes) >= 0) {
            return true;
        }
        leftBytes.addAndGet(bytes);
        return false;
    }

    void release(long bytes) {
        leftBytes.addAndGet(bytes);
    }

    long leftBytes() {
        return leftBytes.get();
    }
}
