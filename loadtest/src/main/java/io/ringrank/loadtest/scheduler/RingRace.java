// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.scheduler;

import com.lmax.disruptor.BlockingWaitStrategy;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.dsl.Disruptor;
import com.lmax.disruptor.dsl.ProducerType;
import com.lmax.disruptor.util.DaemonThreadFactory;
import com.sun.management.ThreadMXBean;
import io.ringrank.scheduler.pair.ScoringOptions;
import io.ringrank.scheduler.ticket.Caller;
import io.ringrank.scheduler.ticket.JobTerms;
import io.ringrank.scheduler.ticket.RerankJob;
import io.ringrank.scheduler.ticket.RerankOutcome;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Requests of 25 pairs, all new, through the scheduler with an engine that costs nothing, against a bare
 * Disruptor that passes one event for each request. One thread hands in, with so many on their way.
 */
final class RingRace {

    static final int DOCUMENTS = 25;

    private static final int DOCUMENT_BYTES = 512;
    private static final int ON_THEIR_WAY_MAX = 256;
    private static final int RING_SLOTS = 1024;
    private static final int ARRAY_HEADER_BYTES = 16;
    private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(10);

    private final Texts texts = new Texts(DOCUMENT_BYTES);

    /** What a round gave: requests a second of both, and bytes for each pair beside its text. */
    record Lap(double scheduler, double disruptor, double bytesPerPair) {}

    Lap run(int requests) throws InterruptedException {
        List<RerankJob> jobs = new ArrayList<>(requests);
        for (int i = 0; i < requests; i++) {
            jobs.add(new RerankJob(new Caller("bench"), "what is measured here",
                    texts.next(DOCUMENTS), ScoringOptions.DEFAULT,
                    JobTerms.within(PATIENCE_NANOS)));
        }
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (BenchedScheduler<InstantEngine> scheduler =
                new BenchedScheduler<>(0, InstantEngine::new)) {
            Semaphore free = new Semaphore(ON_THEIR_WAY_MAX);
            AtomicLong failed = new AtomicLong();
            long bytes = threads.getTotalThreadAllocatedBytes();
            long from = System.nanoTime();
            for (RerankJob job : jobs) {
                free.acquire();
                scheduler.reranker.submit(job).outcome().thenAccept(outcome -> {
                    if (!(outcome instanceof RerankOutcome.Answered)) {
                        failed.incrementAndGet();
                    }
                    free.release();
                });
            }
            free.acquire(ON_THEIR_WAY_MAX);
            double seconds = (System.nanoTime() - from) / 1e9;
            long allocated = threads.getTotalThreadAllocatedBytes() - bytes;
            if (failed.get() > 0) {
                throw new IllegalStateException(failed + " requests were not answered");
            }
            return new Lap(requests / seconds, disruptor(jobs),
                    (double) allocated / requests / DOCUMENTS - DOCUMENT_BYTES
                            - ARRAY_HEADER_BYTES);
        }
    }

    /** A slot of the bare ring. */
    private static final class Slot {
        @SuppressWarnings("unused")
        private Object job = "";
    }

    /** Enough rounds of the jobs for the clock. */
    private static double disruptor(List<RerankJob> jobs) throws InterruptedException {
        long events = Math.max(jobs.size(), 1_000_000);
        Disruptor<Slot> disruptor = new Disruptor<>(Slot::new, RING_SLOTS,
                DaemonThreadFactory.INSTANCE, ProducerType.MULTI, new BlockingWaitStrategy());
        CountDownLatch done = new CountDownLatch(1);
        disruptor.handleEventsWith((slot, sequence, _) -> {
            slot.job = "";
            if (sequence == events - 1) {
                done.countDown();
            }
        });
        RingBuffer<Slot> ring = disruptor.start();
        try {
            long from = System.nanoTime();
            for (long i = 0; i < events; i++) {
                ring.publishEvent((slot, _, job) -> slot.job = job,
                        jobs.get((int) (i % jobs.size())));
            }
            done.await();
            return events / ((System.nanoTime() - from) / 1e9);
        } finally {
            disruptor.halt();
        }
    }
}
