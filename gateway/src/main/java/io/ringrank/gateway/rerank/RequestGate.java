// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.rerank;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts the rerank requests inside, and lets none in once the server drains. A request whose body is
 * still coming waits outside, so that it can't hold the drain open. Any thread.
 */
public final class RequestGate {

    /**
     * Set in the state once the gate is closed. One variable holds the mark and the count, because
     * whoever leaves last must see both as they were at one moment.
     */
    private static final int DRAINING = 1 << 30;

    private final AtomicInteger state = new AtomicInteger();
    private final CompletableFuture<Void> empty = new CompletableFuture<>();
    private final Set<Runnable> outside = ConcurrentHashMap.newKeySet();

    /** Whoever gets true leaves exactly once. */
    public boolean tryEnter() {
        return state.getAndUpdate(s -> s < DRAINING ? s + 1 : s) < DRAINING;
    }

    public void leave() {
        if (state.decrementAndGet() == DRAINING) {
            empty.complete(null);
        }
    }

    /**
     * Registers one that waits for its body. Bounded by the connections and their streams.
     *
     * @param onDrain is run when the gate closes, on the thread that closes it, perhaps twice
     */
    void waitOutside(Runnable onDrain) {
        outside.add(onDrain);
        // Whoever closes the gate may have looked before this one stood there.
        if (isDraining()) {
            onDrain.run();
        }
    }

    /** Forgets one that waited outside; again does nothing. */
    void leaveOutside(Runnable onDrain) {
        outside.remove(onDrain);
    }

    /** Requests inside now. */
    public int inside() {
        return state.get() & ~DRAINING;
    }

    public boolean isDraining() {
        return state.get() >= DRAINING;
    }

    /**
     * Refuses requests from now on, and tells those that wait outside.
     *
     * @return completes when those inside have left; on the thread of the last one
     */
    public CompletionStage<Void> drain() {
        if (state.updateAndGet(s -> s | DRAINING) == DRAINING) {
            empty.complete(null);
        }
        outside.forEach(Runnable::run);
        return empty.minimalCompletionStage();
    }
}
