// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.scheduler;

import io.ringrank.scheduler.Reranker;
import io.ringrank.scheduler.pair.ScoringOptions;
import io.ringrank.scheduler.ticket.Caller;
import io.ringrank.scheduler.ticket.Failure;
import io.ringrank.scheduler.ticket.JobTerms;
import io.ringrank.scheduler.ticket.RerankJob;
import io.ringrank.scheduler.ticket.RerankOutcome;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Requests at random moments, each of one of the callers, whatever becomes of those before: {@link #run} on a thread of
 * its own.
 */
final class OpenLoad {

    static final long TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Reranker reranker;
    private final List<Caller> callers;
    private final int documents;
    private final int tokensPerRequest;
    private final Texts texts;
    private final SplittableRandom random;

    /** Nanoseconds that answers took; bounded by what a round can send. */
    final Queue<Long> latencies = new ConcurrentLinkedQueue<>();
    final AtomicLong answeredTokens = new AtomicLong();
    final AtomicLong refused = new AtomicLong();
    final AtomicLong late = new AtomicLong();

    /** @param documentBytes of each document */
    OpenLoad(Reranker reranker, List<Caller> callers, int documents, int documentBytes, long seed) {
        this.reranker = reranker;
        this.callers = List.copyOf(callers);
        this.documents = documents;
        this.tokensPerRequest =
                documents * (1 + Math.min(documentBytes / MadeUpRows.BYTES_PER_TOKEN,
                        BenchedScheduler.TOKENS_PER_BATCH - 1));
        this.texts = new Texts(documentBytes);
        this.random = new SplittableRandom(seed);
    }

    /** @param requestsPerSecond in the mean; the gaps are exponential */
    void run(double requestsPerSecond, long untilNanos) {
        long due = System.nanoTime();
        List<String> next = texts.next(documents);
        while (true) {
            due += (long) (-Math.log(1 - random.nextDouble()) / requestsPerSecond * 1e9);
            if (due - untilNanos >= 0) {
                return;
            }
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            submit(next, due);
            next = texts.next(documents);
        }
    }

    double requestsPerSecond(double share) {
        return share * SteadyEngine.TOKENS_PER_SECOND / tokensPerRequest;
    }

    /** @param due when it should have been sent: what it waited because of others counts */
    private void submit(List<String> job, long due) {
        Caller caller = callers.get(random.nextInt(callers.size()));
        reranker.submit(new RerankJob(caller, "q", job, ScoringOptions.DEFAULT,
                JobTerms.within(TIMEOUT_NANOS)))
                .outcome()
                .thenAccept(outcome -> note(outcome, System.nanoTime() - due));
    }

    private void note(RerankOutcome outcome, long nanos) {
        switch (outcome) {
            case RerankOutcome.Answered _ -> {
                latencies.add(nanos);
                answeredTokens.addAndGet(nanos <= TIMEOUT_NANOS ? tokensPerRequest : 0);
            }
            case RerankOutcome.Failed(Failure.DeadlinePassed _) -> late.incrementAndGet();
            case RerankOutcome.Failed(Failure.WouldBeLate _) -> refused.incrementAndGet();
            case RerankOutcome.Failed(Failure.QueueFull _) -> refused.incrementAndGet();
            case RerankOutcome.Failed(Failure failure) ->
                throw new IllegalStateException("a request failed: " + failure);
        }
    }
}
