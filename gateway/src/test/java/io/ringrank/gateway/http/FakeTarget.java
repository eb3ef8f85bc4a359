// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.http;

import io.ringrank.gateway.dialect.ScoreMode;
import io.ringrank.gateway.rerank.RerankTarget;
import io.ringrank.gateway.rerank.TargetDetails;
import io.ringrank.scheduler.core.LoadSnapshot;
import io.ringrank.scheduler.pair.Score;
import io.ringrank.scheduler.ticket.DocumentOutcome;
import io.ringrank.scheduler.ticket.RerankJob;
import io.ringrank.scheduler.ticket.RerankOutcome;
import io.ringrank.scheduler.ticket.StageTimes;
import io.ringrank.scheduler.ticket.Submission;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A deployment whose outcomes the test decides; by default a document scores its length. */
public final class FakeTarget implements RerankTarget {

    public final BlockingQueue<Held> submitted = new LinkedBlockingQueue<>();
    private final String name;
    volatile State state = new State.Ready();
    volatile TargetDetails details =
            new TargetDetails(List.of(), LoadSnapshot.NONE, 0, 0, Optional.empty());
    public volatile Function<RerankJob, RerankOutcome> outcome = FakeTarget::byLength;

    public volatile @Nullable ScoreMode scoreMode;

    /** Whether jobs wait for the test to complete them. */
    public volatile boolean holding;

    public FakeTarget(String name) {
        this.name = name;
    }

    /** One submitted job. */
    public static final class Held implements Submission {

        public final RerankJob job;
        public final CompletableFuture<RerankOutcome> outcome = new CompletableFuture<>();
        final CompletableFuture<Void> cancelled = new CompletableFuture<>();

        Held(RerankJob job) {
            this.job = job;
        }

        @Override
        public CompletionStage<RerankOutcome> outcome() {
            return outcome;
        }

        @Override
        public void cancel() {
            cancelled.complete(null);
        }
    }

    public static RerankOutcome byLength(RerankJob job) {
        List<DocumentOutcome> outcomes = job.documents()
                .stream()
                .map(text -> (DocumentOutcome) new DocumentOutcome.Scored(
                        new Score(text.length(), text.length() + 4, false), text.isEmpty()))
                .toList();
        return new RerankOutcome.Answered(outcomes,
                new StageTimes(1_000_000, 2_000_000, 3_000_000));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public @Nullable ScoreMode scoreMode() {
        return scoreMode;
    }

    @Override
    public State state() {
        return state;
    }

    @Override
    public String stateWord() {
        return switch (state) {
            case State.Ready() -> "running";
            case State.Idle() -> "idle";
            case State.Stopped() -> "stopped";
            case State.NotReady _ -> "starting";
        };
    }

    @Override
    public TargetDetails details() {
        return details;
    }

    @Override
    public Submission submit(RerankJob job) {
        Held held = new Held(job);
        submitted.add(held);
        if (!holding) {
            held.outcome.complete(outcome.apply(job));
        }
        return held;
    }
}
