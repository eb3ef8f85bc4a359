// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.app;

import io.ringrank.gateway.config.DeploymentSpec;
import io.ringrank.gateway.control.deployments.DeploymentState;
import io.ringrank.gateway.control.deployments.DeploymentStatus;
import io.ringrank.gateway.dialect.ScoreMode;
import io.ringrank.gateway.download.ModelStore;
import io.ringrank.gateway.hub.ModelSource;
import io.ringrank.gateway.rerank.RerankTarget;
import io.ringrank.gateway.rerank.TargetDetails;
import io.ringrank.scheduler.core.LoadSnapshot;
import io.ringrank.scheduler.ticket.AdmissionCredits;
import io.ringrank.scheduler.ticket.Failure;
import io.ringrank.scheduler.ticket.RerankJob;
import io.ringrank.scheduler.ticket.RerankOutcome;
import io.ringrank.scheduler.ticket.Submission;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A deployment whose engines were ended because nobody asked. The first request brings them back, and
 * waits for them with all that come meanwhile, each within its own time. Any thread.
 */
final class IdleTarget implements RerankTarget {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final Resting resting;
    private final AdmissionCredits credits;
    private final Consumer<IdleTarget> wake;
    private final AtomicBoolean woken = new AtomicBoolean();
    private final CompletableFuture<RerankTarget> next = new CompletableFuture<>();

    /**
     * What comes back.
     *
     * @param model that it serves when it is there
     * @param chosen the file of its source, if that was to be chosen
     * @param hold of its file, closed when something else takes the place of this
     */
    record Resting(DeploymentSpec spec, Optional<TargetDetails.Model> model,
            Optional<ModelFetch.Chosen> chosen, ModelStore.Hold hold) {}

    /**
     * @param credits of what may wait for it
     * @param wake is called once, on a thread that may wait
     */
    IdleTarget(Resting resting, AdmissionCredits credits, Consumer<IdleTarget> wake) {
        this.resting = resting;
        this.credits = credits;
        this.wake = wake;
    }

    /** Whether nobody has asked for it, and it is to be as it was. */
    boolean rests(DeploymentSpec wanted) {
        return !woken.get() && resting.spec().equals(wanted);
    }

    /** The file that was chosen for it, as long as its source is that. */
    Optional<ModelFetch.Chosen> chosen(ModelSource source) {
        return resting.spec().source().equals(source) ? resting.chosen() : Optional.empty();
    }

    DeploymentStatus status() {
        return new DeploymentStatus(DeploymentState.IDLE,
                "its engines ended, since nobody has asked for "
                        + resting.spec().options().idleUnloadSeconds()
                        + " seconds; the next request brings them back");
    }

    /** @return whether it ended, which it doesn't if it is among what is to run */
    boolean endUnless(Set<String> names) {
        boolean over = !names.contains(name());
        if (over) {
            handOver(new StoppedTarget(name()));
        }
        return over;
    }

    /** Everything that waits goes there, and what comes later, too. */
    void handOver(RerankTarget target) {
        next.complete(target);
        resting.hold().close();
    }

    @Override
    public String name() {
        return resting.spec().name();
    }

    @Override
    public @Nullable ScoreMode scoreMode() {
        return resting.spec().options().scoreMode();
    }

    @Override
    public State state() {
        return new State.Idle();
    }

    @Override
    public String stateWord() {
        return DeploymentState.IDLE.word();
    }

    @Override
    public TargetDetails details() {
        return new TargetDetails(List.of(), LoadSnapshot.NONE, credits.pairsClaimed(),
                credits.bytesClaimed(), resting.model());
    }

    @Override
    public Submission submit(RerankJob job) {
        long bytes =
                job.query().length() + job.documents().stream().mapToLong(String::length).sum();
        if (!credits.tryClaim(job.documents().size(), bytes, 0)) {
            return Entrance.refused(job, new Failure.QueueFull(RETRY_AFTER));
        }
        Waiting waiting = new Waiting(job, next);
        waiting.outcome()
                .whenComplete(
                        (_, _) -> credits.release(job.documents().size(), bytes, 0));
        if (woken.compareAndSet(false, true)) {
            Thread.ofVirtual().name("wake-" + name()).start(() -> wake.accept(this));
        }
        return waiting;
    }

    /** A job that waits for engines, and then for them to answer. */
    private static final class Waiting implements Submission {

        private final long since = System.nanoTime();
        private final RerankJob job;
        private final CompletableFuture<RerankTarget> engines;
        private final CompletableFuture<RerankOutcome> outcome = new CompletableFuture<>();
        private volatile @Nullable Submission handedIn;
        private volatile boolean cancelled;

        Waiting(RerankJob job, CompletableFuture<RerankTarget> next) {
            this.job = job;
            this.engines = next.copy().orTimeout(job.terms().timeoutNanos(), TimeUnit.NANOSECONDS);
            engines.minimalCompletionStage().whenComplete((target, _) -> {
                if (target == null) {
                    outcome.complete(new RerankOutcome.Failed(
                            engines.isCancelled() ? new Failure.Cancelled() : late()));
                } else {
                    handIn(target);
                }
            });
        }

        private Failure late() {
            return new Failure.DeadlinePassed(Duration.ofNanos(job.terms().timeoutNanos()));
        }

        private void handIn(RerankTarget target) {
            long left = job.terms().timeoutNanos() - (System.nanoTime() - since);
            if (left <= 0) {
                outcome.complete(new RerankOutcome.Failed(late()));
                return;
            }
            Submission submission = target.submit(job.withTerms(job.terms().withTimeout(left)));
            handedIn = submission;
            // Whoever cancelled in between saw no submission.
            if (cancelled) {
                submission.cancel();
            }
            submission.outcome().thenAccept(outcome::complete);
        }

        @Override
        public CompletionStage<RerankOutcome> outcome() {
            return outcome.minimalCompletionStage();
        }

        @Override
        public void cancel() {
            cancelled = true;
            Submission submission = handedIn;
            if (submission != null) {
                submission.cancel();
            }
            engines.cancel(false);
        }
    }
}
