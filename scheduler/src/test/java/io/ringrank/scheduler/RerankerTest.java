// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

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
import io.ringrank.scheduler.ticket.Caller;
import io.ringrank.scheduler.ticket.DocumentOutcome;
import io.ringrank.scheduler.ticket.Failure;
import io.ringrank.scheduler.ticket.JobTerms;
import io.ringrank.scheduler.ticket.RerankJob;
import io.ringrank.scheduler.ticket.RerankOutcome;
import io.ringrank.scheduler.ticket.Submission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The whole scheduler with its real thread, ring and cache; only the engine is a fake. */
class RerankerTest {

    private static final int PAIRS_MAX = 64;

    private final List<Throwable> faults = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Readiness> serving = new CompletableFuture<>();
    private Reranker reranker = start(PAIRS_MAX);

    /** Answers at once on a thread of its own; a pair's score is the length of its document. */
    private static final class EchoEngine implements EnginePort, AutoCloseable {

        private final Reranker reranker;
        private final ExecutorService thread = Executors.newSingleThreadExecutor();

        EchoEngine(Reranker reranker) {
            this.reranker = reranker;
        }

        @Override
        public void tokenize(long id, byte[] query, List<byte[]> documents,
                ScoringOptions options) {
            List<TokenizedDocument> rows = new ArrayList<>();
            for (byte[] document : documents) {
                rows.add(new TokenizedDocument.Suffixes(List.of(new TokenizedQuery.Suffix(
                        new TokenRow(new int[document.length]), false, null))));
            }
            thread.execute(() -> reranker.inbox()
                    .offer(new EngineAnswer.Tokenized(0, id,
                            new TokenizedQuery.Rows(new TokenRow(new int[query.length]),
                                    rows))));
        }

        @Override
        public void score(long id, int lane, List<PreparedPair> batch) {
            float[] raw = new float[batch.size()];
            for (int i = 0; i < raw.length; i++) {
                raw[i] = batch.get(i).suffix().length();
            }
            thread.execute(() -> reranker.inbox()
                    .offer(
                            new EngineAnswer.Scored(0, id, raw, 1)));
        }

        @Override
        public void kill(String reason) {
            throw new AssertionError("an engine that answers at once was killed: " + reason);
        }

        @Override
        public void close() {
            thread.close();
        }
    }

    @AfterEach
    void stop() {
        reranker.close();
        assertThat(faults).isEmpty();
    }

    @Test
    void is_not_ready_before_an_engine_is() {
        assertThat(failure(reranker.submit(job("q", "a")))).isInstanceOf(Failure.NotReady.class);
    }

    @Test
    void scores_and_then_answers_the_same_from_the_cache() {
        try (EchoEngine _ = engineUp()) {
            List<DocumentOutcome.Scored> first = scored(reranker.submit(job("q", "aa", "b")));
            List<DocumentOutcome.Scored> second = scored(reranker.submit(job("q", "aa", "b")));

            assertThat(first).extracting(DocumentOutcome.Scored::cached).containsOnly(false);
            assertThat(second).extracting(DocumentOutcome.Scored::cached).containsOnly(true);
            assertThat(second).extracting(DocumentOutcome.Scored::score)
                    .isEqualTo(
                            first.stream().map(DocumentOutcome.Scored::score).toList());
        }
    }

    @Test
    void refuses_what_does_not_fit_into_its_credits_and_recovers() {
        try (EchoEngine _ = engineUp()) {
            String[] tooMany = new String[PAIRS_MAX + 1];
            for (int i = 0; i < tooMany.length; i++) {
                tooMany[i] = "document " + i;
            }

            assertThat(failure(reranker.submit(job("q", tooMany)))).isInstanceOf(
                    Failure.QueueFull.class);
            assertThat(scored(reranker.submit(job("q", "a")))).hasSize(1);
        }
    }

    @Test
    void answers_every_request_of_many_threads_and_gives_all_credits_back() throws Exception {
        reranker.close();
        reranker = start(100_000);
        try (EchoEngine _ = engineUp();
                ExecutorService callers = Executors.newFixedThreadPool(4)) {
            List<Future<?>> done = new ArrayList<>();
            for (int caller = 0; caller < 4; caller++) {
                int name = caller;
                done.add(callers.submit(() -> {
                    for (int i = 0; i < 500; i++) {
                        String document = "d".repeat(1 + i % 17);
                        assertThat(scored(reranker.submit(job("q" + i % 50, document, name + "x"))))
                                .first()
                                .satisfies(first -> assertThat(first.score().raw())
                                        .isEqualTo(document.length()));
                    }
                }));
            }
            for (Future<?> future : done) {
                future.get(60, TimeUnit.SECONDS);
            }

            assertThat(reranker.credits().pairsLeft()).isEqualTo(100_000);
        }
    }

    @Test
    void a_cancelled_request_completes() {
        up(new SilentEngine());
        Submission submission = reranker.submit(job("q", "a"));

        submission.cancel();

        assertThat(failure(submission)).isEqualTo(new Failure.Cancelled());
    }

    @Test
    void a_request_that_nobody_answers_ends_with_its_time() {
        up(new SilentEngine());

        Submission submission = reranker.submit(
                new RerankJob(new Caller("c"), "q", List.of("a"), ScoringOptions.DEFAULT,
                        JobTerms.within(TimeUnit.MILLISECONDS.toNanos(5))));

        assertThat(failure(submission)).isInstanceOf(Failure.DeadlinePassed.class);
    }

    @Test
    void closing_fails_what_is_open_and_what_comes_later() {
        up(new SilentEngine());
        Submission open = reranker.submit(job("q", "a"));

        reranker.close();

        assertThat(failure(open)).isEqualTo(new Failure.ShuttingDown());
        assertThat(failure(reranker.submit(job("q", "a")))).isEqualTo(new Failure.ShuttingDown());
    }

    private record SilentEngine() implements EnginePort {

        @Override
        public void tokenize(long id, byte[] query, List<byte[]> documents,
                ScoringOptions options) {
            // Never answers.
        }

        @Override
        public void score(long id, int lane, List<PreparedPair> batch) {
            // Never answers.
        }

        @Override
        public void kill(String reason) {
            // Does not even die.
        }
    }

    private Reranker start(int pairsMax) {
        SchedulerListener listener = new SchedulerListener() {
            @Override
            public void onBatch(BatchReport report) {
                // Nothing to count.
            }

            @Override
            public void onFault(Throwable fault) {
                faults.add(fault);
            }

            @Override
            public void onReadiness(Readiness readiness) {
                serving.complete(readiness);
            }
        };
        return Reranker.start(new Reranker.Setup("test", 1,
                new SchedulerLimits(256, pairsMax, 1 << 20, 1 << 20, Duration.ZERO),
                new PairKeys(new byte[16]),
                Map.of(), listener, System::nanoTime));
    }

    private EchoEngine engineUp() {
        EchoEngine engine = new EchoEngine(reranker);
        up(engine);
        return engine;
    }

    private void up(EnginePort engine) {
        reranker.inbox()
                .offer(new EngineAnswer.Up(0, engine,
                        new EngineFacts(new ScoringProfile("f00d", "bert/1", "b4916"), 2, 128,
                                128, 16, EngineDevice.processor("test"), false)));
        assertThat(await(serving)).isInstanceOf(Readiness.Serving.class);
    }

    private static RerankJob job(String query, String... documents) {
        return new RerankJob(new Caller("c"), query, List.of(documents), ScoringOptions.DEFAULT,
                JobTerms.within(TimeUnit.SECONDS.toNanos(30)));
    }

    private static List<DocumentOutcome.Scored> scored(Submission submission) {
        RerankOutcome.Answered answered =
                (RerankOutcome.Answered) await(submission.outcome().toCompletableFuture());
        return answered.documents().stream().map(DocumentOutcome.Scored.class::cast).toList();
    }

    private static Failure failure(Submission submission) {
        return ((RerankOutcome.Failed) await(submission.outcome().toCompletableFuture()))
                .failure();
    }

    private static <T> T await(CompletableFuture<T> future) {
        return future.orTimeout(30, TimeUnit.SECONDS).join();
    }
}
