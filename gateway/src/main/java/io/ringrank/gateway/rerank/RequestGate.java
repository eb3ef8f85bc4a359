// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.rerank;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the rerank requests inside, and lets none in once the server drains. Any thread. */
public final class RequestGate {

    /**
     * Set in the state once the gate is closed. One variable holds the mark and the count, because
     * whoever leaves last must see both as they were at one moment.
     */
    private static final int DRAINING = 1 << 30;

    private final AtomicInteger state = new AtomicInteger();
    private final CompletableFuture<Void> empty = new CompletableFuture<>();

    /** Whoever gets true leaves exactly once. */
    boolean tryEnter() {
        return state.getAndUpdate(s -> s < DRAINING ? s + 1 : s) < DRAINING;
    }

    void leave() {
        if (state.decrementAndGet() == DRAINING) {
            empty.complete(null);
        }
    }

    public boolean isDraining() {
        return state.get() >= DRAINING;
    }

    /**
     * Refuses requests from now on.
     *
     * @return completes when those inside have left; on the thread of the last one
     */
    public CompletionStage<Void> drain() {
        if (state.updateAndGet(s -> s | DRAINING) == DRAINING) {
            empty.complete(null);
        }
        return empty.minimalCompletionStage();
    }
}
