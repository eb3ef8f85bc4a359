// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.scheduler;

import io.ringrank.scheduler.Reranker;
import io.ringrank.scheduler.core.Readiness;
import io.ringrank.scheduler.core.SchedulerLimits;
import io.ringrank.scheduler.core.SchedulerListener;
import io.ringrank.scheduler.engine.EngineAnswer;
import io.ringrank.scheduler.engine.EngineDevice;
import io.ringrank.scheduler.engine.EngineFacts;
import io.ringrank.scheduler.engine.EngineInbox;
import io.ringrank.scheduler.engine.EnginePort;
import io.ringrank.scheduler.pair.PairKeys;
import io.ringrank.scheduler.pair.ScoringProfile;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;

/**
 * A scheduler as a deployment has it, with one made-up engine. Any thread.
 *
 * @param <E> the engine
 */
final class BenchedScheduler<E extends EnginePort> implements AutoCloseable {

    static final int LANES = 2;
    static final int TOKENS_PER_BATCH = 512;

    private static final int RING_SLOTS = 1024;
    private static final long QUEUED_PAIRS_MAX = 65_536;
    private static final long QUEUED_BYTES_MAX = 256L << 20;
    private static final int PAIRS_PER_BATCH = 256;

    final Reranker reranker;
    final E engine;

    /**
     * Returns when it takes jobs.
     *
     * @param cacheBytes memory of the score cache; 0 for none
     * @param engine makes it, with where its answers go
     */
    BenchedScheduler(long cacheBytes, Function<EngineInbox, E> engine)
            throws InterruptedException {
        CountDownLatch ready = new CountDownLatch(1);
        reranker = Reranker.start(new Reranker.Setup("bench", 1,
                new SchedulerLimits(RING_SLOTS, QUEUED_PAIRS_MAX, QUEUED_BYTES_MAX, cacheBytes,
                        Duration.ZERO),
                new PairKeys(new byte[32]), Map.of(), new Listener(ready), System::nanoTime));
        this.engine = engine.apply(reranker.inbox());
        reranker.inbox()
                .offer(new EngineAnswer.Up(0, this.engine,
                        new EngineFacts(new ScoringProfile("bench", "bench/1", "bench"), LANES,
                                TOKENS_PER_BATCH, TOKENS_PER_BATCH, PAIRS_PER_BATCH,
                                EngineDevice.processor("bench"), false)));
        ready.await();
    }

    @Override
    public void close() {
        reranker.close();
    }

    private record Listener(CountDownLatch ready) implements SchedulerListener {

        @Override
        public void onBatch(BatchReport report) {
            // The engine counts itself.
        }

        @Override
        public void onReadiness(Readiness readiness) {
            if (readiness instanceof Readiness.Serving) {
                ready.countDown();
            }
        }

        @Override
        public void onFault(Throwable fault) {
            throw new AssertionError("the scheduler failed on an event", fault);
        }
    }
}
