// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler;

import io.ringrank.scheduler.core.Readiness;
import io.ringrank.scheduler.core.SchedulerLimits;
import io.ringrank.scheduler.core.SchedulerListener;
import io.ringrank.scheduler.engine.EngineAnswer;
import io.ringrank.scheduler.engine.EngineDevice;
import io.ringrank.scheduler.engine.EngineFacts;
import io.ringrank.scheduler.engine.EnginePort;
import io.ringrank.scheduler.engine.TokenizedDocument;
import io.ringrank.scheduler.engine.TokenizedQuery;
import io.ringrank.scheduler.pair.PairKeys;
import io.ringrank.scheduler.pair.PreparedPair;
import io.ringrank.scheduler.pair.ScoringOptions;
import io.ringrank.scheduler.pair.ScoringProfile;
import io.ringrank.scheduler.pair.TokenRow;
import io.ringrank.scheduler.ticket.RerankJob;
import io.ringrank.scheduler.ticket.Submission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.LongToDoubleFunction;

/**
 * The whole scheduler in virtual time on one thread, with one engine that never fails and whose speed
 * is known: what it does with more work than it can do is exact and repeatable.
 */
final class SteadyServer implements SchedulerListener {

    static final int LANES = 2;
    static final long NANOS_PER_TOKEN = 100_000;
    static final double TOKENS_PER_SECOND = LANES * 1e9 / NANOS_PER_TOKEN;

    /** A token is so many bytes, and a row at most so many tokens. */
    static final int BYTES_PER_TOKEN = 4;
    static final int TOKENS_MAX = 512;

    private static final long READY_NANOS = 10_000_000;
    private static final long WAKE_NANOS = 50_000;
    private static final long LINK_NANOS = 100_000;

    final VirtualTime time = new VirtualTime(new SplittableRandom(1), 0);
    final Reranker reranker;

    /** How much slower it is at a time than it usually is. */
    LongToDoubleFunction slowness = _ -> 1;

    /** Tokens of all batches that were scored. */
    long tokens;
    private boolean awake;
    private long nextTickNanos = Long.MAX_VALUE;

    /** Without a cache. */
    SteadyServer() {
        this(0);
    }

    SteadyServer(long cacheBytesMax) {
        reranker = Reranker.unstarted(new Reranker.Setup("steady", 1,
                new SchedulerLimits(1024, 65_536, 1L << 28, cacheBytesMax, Duration.ZERO),
                new PairKeys(new byte[16]),
                Map.of(), this, time::now));
        reranker.inbox()
                .offer(new EngineAnswer.Up(0, new SteadyEngine(),
                        new EngineFacts(new ScoringProfile("f00d", "steady/1", "steady"), LANES,
                                TOKENS_MAX, TOKENS_MAX, 256, EngineDevice.processor("steady"),
                                false)));
        wakeUp();
        runUntil(READY_NANOS);
    }

    Submission submit(RerankJob job) {
        Submission submission = reranker.submit(job);
        wakeUp();
        return submission;
    }

    void runUntil(long nanos) {
        while (!time.isOver() && time.now() < nanos) {
            time.runNext();
            wakeUp();
        }
    }

    private void wakeUp() {
        if (!awake && reranker.loop().workIsThere()) {
            awake = true;
            time.after(WAKE_NANOS, this::turn);
        }
    }

    private void turn() {
        awake = false;
        while (reranker.loop().doWork() > 0) {
            // Until there is nothing more to do.
        }
        long nanos = reranker.loop().nanosToNextTick();
        if (nanos < Long.MAX_VALUE / 2) {
            long dueNanos = time.now() + Math.max(0, nanos);
            nextTickNanos = dueNanos;
            time.after(Math.max(0, nanos), () -> {
                if (nextTickNanos == dueNanos && !awake) {
                    turn();
                }
            });
        }
    }

    private final class SteadyEngine implements EnginePort {

        private final long[] laneFreeAtNanos = new long[LANES];

        SteadyEngine() {
            Arrays.fill(laneFreeAtNanos, time.now());
        }

        @Override
        public void tokenize(long id, byte[] query, List<byte[]> documents,
                ScoringOptions options) {
            List<TokenizedDocument> rows = new ArrayList<>();
            for (byte[] document : documents) {
                int length = Math.clamp(document.length / BYTES_PER_TOKEN, 1, TOKENS_MAX - 1);
                rows.add(new TokenizedDocument.Suffixes(List.of(new TokenizedQuery.Suffix(
                        new TokenRow(new int[length]), document.length / BYTES_PER_TOKEN > length,
                        null))));
            }
            time.after(LINK_NANOS, () -> reranker.inbox()
                    .offer(new EngineAnswer.Tokenized(0, id,
                            new TokenizedQuery.Rows(new TokenRow(new int[1]), rows))));
        }

        @Override
        public void score(long id, int lane, List<PreparedPair> batch) {
            long batchTokens = batch.stream().mapToInt(PreparedPair::tokens).sum();
            long nanos = (long) (batchTokens * NANOS_PER_TOKEN
                    * slowness.applyAsDouble(time.now()));
            long end = Math.max(time.now() + LINK_NANOS, laneFreeAtNanos[lane]) + nanos;
            laneFreeAtNanos[lane] = end;
            time.after(end + LINK_NANOS - time.now(), () -> {
                tokens += batchTokens;
                reranker.inbox()
                        .offer(new EngineAnswer.Scored(0, id, new float[batch.size()], nanos));
            });
        }

        @Override
        public void kill(String reason) {
            throw new AssertionError("an engine that works was killed: " + reason);
        }
    }

    @Override
    public void onBatch(BatchReport report) {
        // The engine counts itself.
    }

    @Override
    public void onReadiness(Readiness readiness) {
        // It is ready at once.
    }

    @Override
    public void onFault(Throwable fault) {
        throw new AssertionError("the scheduler failed on an event", fault);
    }
}
