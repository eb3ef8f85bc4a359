// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.scheduler;

import io.ringrank.scheduler.engine.EngineAnswer;
import io.ringrank.scheduler.engine.EngineInbox;
import io.ringrank.scheduler.engine.EnginePort;
import io.ringrank.scheduler.pair.PreparedPair;
import io.ringrank.scheduler.pair.ScoringOptions;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * An engine whose speed is known: each lane takes the same time for every token, and computes nothing.
 * A lane that wakes up late has the next batch done earlier, so the speed is exact in the long run.
 */
final class SteadyEngine implements EnginePort, AutoCloseable {

    static final long NANOS_PER_TOKEN = 10_000;

    /** Of all lanes together. */
    static final double TOKENS_PER_SECOND = BenchedScheduler.LANES * 1e9 / NANOS_PER_TOKEN;

    private static final long LATE_NANOS_MAX = 20_000_000;

    private final EngineInbox inbox;
    private final AtomicLong tokens = new AtomicLong();

    /** One for each lane; the scheduler sends no more than two batches ahead. */
    private final List<LinkedBlockingQueue<Batch>> queues = List.of(
            new LinkedBlockingQueue<>(), new LinkedBlockingQueue<>());
    private final List<Thread> lanes;

    private record Batch(long id, int pairs, long tokens, long sentNanos) {}

    SteadyEngine(EngineInbox inbox) {
        this.inbox = inbox;
        this.lanes = queues.stream()
                .map(queue -> Thread.ofPlatform().name("lane").daemon().start(() -> run(queue)))
                .toList();
    }

    /** Of all batches that were scored. */
    long tokens() {
        return tokens.get();
    }

    private void run(LinkedBlockingQueue<Batch> queue) {
        long freeNanos = System.nanoTime();
        try {
            while (true) {
                Batch batch = queue.take();
                long nanos = batch.tokens * NANOS_PER_TOKEN;
                // What it was late by is made up for, unless the whole process stood still.
                freeNanos = Math.max(Math.max(freeNanos, batch.sentNanos),
                        System.nanoTime() - LATE_NANOS_MAX) + nanos;
                for (long left = freeNanos - System.nanoTime(); left > 0; left =
                        freeNanos - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                    if (Thread.interrupted()) {
                        return;
                    }
                }
                tokens.addAndGet(batch.tokens);
                inbox.offer(new EngineAnswer.Scored(0, batch.id, new float[batch.pairs], nanos));
            }
        } catch (InterruptedException _) {
            // It was closed.
        }
    }

    @Override
    public void tokenize(long id, byte[] query, List<byte[]> documents, ScoringOptions options) {
        inbox.offer(new EngineAnswer.Tokenized(0, id, MadeUpRows.of(documents)));
    }

    @Override
    public void score(long id, int lane, List<PreparedPair> batch) {
        long sum = 0;
        for (PreparedPair pair : batch) {
            sum += pair.tokens();
        }
        queues.get(lane).add(new Batch(id, batch.size(), sum, System.nanoTime()));
    }

    @Override
    public void kill(String reason) {
        throw new AssertionError("an engine that works was killed: " + reason);
    }

    @Override
    public void close() {
        lanes.forEach(Thread::interrupt);
    }
}
