// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringrank.backend.llamacpp.builtin.BuiltinModel;
import io.ringrank.backend.llamacpp.engine.MarkedTokenEngineMain;
import io.ringrank.backend.llamacpp.model.FingerprintedFile;
import io.ringrank.backend.llamacpp.natives.Compute;
import io.ringrank.backend.llamacpp.natives.NativeLibrary;
import io.ringrank.scheduler.Reranker;
import io.ringrank.scheduler.core.Readiness;
import io.ringrank.scheduler.core.SchedulerLimits;
import io.ringrank.scheduler.core.SchedulerListener;
import io.ringrank.scheduler.pair.PairKeys;
import io.ringrank.scheduler.pair.ScoringOptions;
import io.ringrank.scheduler.ticket.Caller;
import io.ringrank.scheduler.ticket.DocumentOutcome;
import io.ringrank.scheduler.ticket.Failure;
import io.ringrank.scheduler.ticket.JobTerms;
import io.ringrank.scheduler.ticket.RerankJob;
import io.ringrank.scheduler.ticket.RerankOutcome;
import io.ringrank.scheduler.ticket.Submission;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real scheduler and a real engine process that dies of one document. */
class PoisonTest {

    private static final String POISON = "a " + MarkedTokenEngineMain.MARKED_WORD + " has stripes";
    private static final int OTHER_REQUESTS = 30;

    @TempDir
    private Path directory;

    private final AtomicInteger starts = new AtomicInteger();
    private final CompletableFuture<Readiness> serving = new CompletableFuture<>();

    @Test
    void a_document_that_kills_engines_fails_alone_and_the_engine_restarts_three_times()
            throws Exception {
        Path model = BuiltinModel.writeTo(directory);
        EngineSpec spec = new EngineSpec(FingerprintedFile.read(model),
                Compute.onProcessor(NativeLibrary.jllama(directory.resolve("native")), 1, 512),
                EngineJvm.likeThisOne(MarkedTokenEngineMain.class.getName(), directory));
        try (EngineHost host = EngineHost.open(); Reranker reranker = reranker()) {
            try (EngineSupervisor engine = new EngineSupervisor(0, spec, host, reranker.inbox(),
                    this::onState)) {
                engine.start();
                assertThat(serving.get(60, TimeUnit.SECONDS))
                        .isInstanceOf(Readiness.Serving.class);

                shoot(reranker);
            }
        }
    }

    private void shoot(Reranker reranker) {
        Submission poisoned = reranker.submit(job("an animal", "a horse", POISON, "a striped cat"));
        List<Submission> others = new ArrayList<>();
        for (int i = 0; i < OTHER_REQUESTS; i++) {
            others.add(reranker.submit(job("question " + i, "answer " + i, "nothing " + i)));
        }

        List<DocumentOutcome> documents = answered(poisoned);
        assertThat(documents.get(0)).isInstanceOf(DocumentOutcome.Scored.class);
        assertThat(documents.get(1)).isInstanceOfSatisfying(DocumentOutcome.Unscored.class,
                unscored -> assertThat(unscored.code()).isEqualTo("quarantined"));
        assertThat(documents.get(2)).isInstanceOf(DocumentOutcome.Scored.class);
        assertThat(others).allSatisfy(other -> assertThat(answered(other))
                .allSatisfy(outcome -> assertThat(outcome)
                        .isInstanceOf(DocumentOutcome.Scored.class)));

        assertThat(outcome(reranker.submit(job("an animal", POISON))))
                .isInstanceOfSatisfying(RerankOutcome.Failed.class, failed -> assertThat(
                        failed.failure()).isInstanceOf(Failure.EngineFailed.class));
        assertThat(answered(reranker.submit(job("an animal", "a quiet cow")))).hasSize(1);
        assertThat(starts.get() - 1).as("restarts").isEqualTo(3);
    }

    private void onState(EngineState state) {
        if (state instanceof EngineState.Starting) {
            starts.incrementAndGet();
        }
    }

    private Reranker reranker() {
        SchedulerListener listener = new SchedulerListener() {
            @Override
            public void onBatch(BatchReport report) {
                // Not of interest here.
            }

            @Override
            public void onReadiness(Readiness readiness) {
                serving.complete(readiness);
            }

            @Override
            public void onFault(Throwable fault) {
                throw new AssertionError("the scheduler failed on an event", fault);
            }
        };
        return Reranker.start(
                new Reranker.Setup("poison", 1,
                        new SchedulerLimits(64, 1_000, 1 << 20, 1 << 20, Duration.ZERO),
                        new PairKeys(new byte[16]), Map.of(), listener, System::nanoTime));
    }

    private static RerankJob job(String query, String... documents) {
        return new RerankJob(new Caller("c"), query, List.of(documents), ScoringOptions.DEFAULT,
                JobTerms.within(TimeUnit.SECONDS.toNanos(60)));
    }

    private static List<DocumentOutcome> answered(Submission submission) {
        RerankOutcome outcome = outcome(submission);
        assertThat(outcome).isInstanceOf(RerankOutcome.Answered.class);
        return ((RerankOutcome.Answered) outcome).documents();
    }

    private static RerankOutcome outcome(Submission submission) {
        return submission.outcome().toCompletableFuture().orTimeout(90, TimeUnit.SECONDS).join();
    }
}
