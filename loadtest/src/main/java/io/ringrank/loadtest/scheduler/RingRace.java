// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.scheduler;

import com.sun.management.ThreadMXBean;
import io.ringrank.scheduler.Reranker;
import io.ringrank.scheduler.pair.ScoringOptions;
import io.ringrank.scheduler.ticket.Caller;
import io.ringrank.scheduler.ticket.JobTerms;
import io.ringrank.scheduler.ticket.RerankJob;
import io.ringrank.scheduler.ticket.RerankOutcome;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
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
    private static final long BARE_EVENTS = 1_000_000;
    private static final int ARRAY_HEADER_BYTES = 16;
    /** What a document takes as bytes, which no scheduler can do without. */
    static final int TEXT_BYTES = DOCUMENT_BYTES + ARRAY_HEADER_BYTES;
    private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(10);

    private final Texts texts = new Texts(DOCUMENT_BYTES);

    /** What a round gave: requests a second of both, and bytes for each pair beside its text. */
    record Lap(double scheduler, double disruptor, double bytesPerPair) {}

    Lap run(int requests) throws InterruptedException {
        List<RerankJob> jobs = jobs(requests);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (BenchedScheduler<InstantEngine> scheduler =
                new BenchedScheduler<>(0, InstantEngine::new)) {
            long bytes = threads.getTotalThreadAllocatedBytes();
            long from = System.nanoTime();
            pass(scheduler.reranker, jobs);
            double seconds = (System.nanoTime() - from) / 1e9;
            long allocated = threads.getTotalThreadAllocatedBytes() - bytes;
            return new Lap(requests / seconds, eventsPerSecond(),
                    (double) allocated / requests / DOCUMENTS - TEXT_BYTES);
        }
    }

    /** Requests whose texts no other one has. */
    List<RerankJob> jobs(int requests) {
        List<RerankJob> jobs = new ArrayList<>(requests);
        for (int i = 0; i < requests; i++) {
            jobs.add(new RerankJob(new Caller("bench"), "what is measured here",
                    texts.next(DOCUMENTS), ScoringOptions.DEFAULT,
                    JobTerms.within(PATIENCE_NANOS)));
        }
        return jobs;
    }

    /** Returns when all are answered. */
    static void pass(Reranker reranker, List<RerankJob> jobs) throws InterruptedException {
        Semaphore free = new Semaphore(ON_THEIR_WAY_MAX);
        AtomicLong failed = new AtomicLong();
        for (RerankJob job : jobs) {
            free.acquire();
            reranker.submit(job).outcome().thenAccept(outcome -> {
                if (!(outcome instanceof RerankOutcome.Answered)) {
                    failed.incrementAndGet();
                }
                free.release();
            });
        }
        free.acquire(ON_THEIR_WAY_MAX);
        if (failed.get() > 0) {
            throw new IllegalStateException(failed + " requests were not answered");
        }
    }

    private static double eventsPerSecond() throws InterruptedException {
        try (BareRing ring = new BareRing()) {
            long from = System.nanoTime();
            ring.pass(BARE_EVENTS);
            return BARE_EVENTS / ((System.nanoTime() - from) / 1e9);
        }
    }
}
