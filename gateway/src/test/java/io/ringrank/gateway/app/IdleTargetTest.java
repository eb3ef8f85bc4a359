// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringrank.gateway.config.DeploymentSpec;
import io.ringrank.scheduler.pair.ScoringOptions;
import io.ringrank.scheduler.ticket.AdmissionCredits;
import io.ringrank.scheduler.ticket.Caller;
import io.ringrank.scheduler.ticket.Failure;
import io.ringrank.scheduler.ticket.JobTerms;
import io.ringrank.scheduler.ticket.RerankJob;
import io.ringrank.scheduler.ticket.RerankOutcome;
import io.ringrank.scheduler.ticket.Submission;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Jobs that wait for engines which ended for want of them. */
class IdleTargetTest {

    private static final long LONG = TimeUnit.MINUTES.toNanos(10);

    private final AtomicInteger wakes = new AtomicInteger();
    private final CountDownLatch woken = new CountDownLatch(1);
    private final AdmissionCredits credits = new AdmissionCredits(2, 100);
    private final AtomicInteger holds = new AtomicInteger(1);
    private final IdleTarget target = new IdleTarget(
            new IdleTarget.Resting(new DeploymentSpec("a", "builtin"), Optional.empty(),
                    Optional.empty(), holds::decrementAndGet),
            credits, _ -> {
                wakes.incrementAndGet();
                woken.countDown();
            });

    private Submission submit(long timeoutNanos, String... documents) {
        return target.submit(new RerankJob(new Caller("me"), "q", List.of(documents),
                ScoringOptions.DEFAULT, JobTerms.within(timeoutNanos)));
    }

    private static Failure failure(Submission submission) {
        return ((RerankOutcome.Failed) submission.outcome().toCompletableFuture().join())
                .failure();
    }

    @Test
    void its_file_is_held_until_something_takes_its_place() {
        assertThat(holds).hasValue(1);
        target.handOver(new StoppedTarget("a"));
        assertThat(holds).hasValue(0);
    }

    @Test
    void only_the_first_job_wakes_it() throws Exception {
        submit(LONG, "a");
        submit(LONG, "b");

        woken.await();
        assertThat(wakes).hasValue(1);
    }

    @Test
    void what_waits_is_bounded_in_pairs_and_bytes_and_freed_when_it_ends() {
        Submission first = submit(LONG, "a", "b");
        assertThat(failure(submit(LONG, "c"))).isInstanceOf(Failure.QueueFull.class);

        target.handOver(new StoppedTarget("a"));

        assertThat(failure(first)).isEqualTo(new Failure.NotReady("it is stopped"));
        assertThat(failure(submit(LONG, "x".repeat(100)))).isInstanceOf(Failure.QueueFull.class);
        assertThat(credits.pairsLeft()).isEqualTo(2);
        assertThat(credits.bytesLeft()).isEqualTo(100);
    }

    @Test
    void a_job_waits_no_longer_than_its_own_time() {
        assertThat(failure(submit(1, "a")))
                .isEqualTo(new Failure.DeadlinePassed(Duration.ofNanos(1)));
    }

    @Test
    void a_job_that_nobody_waits_for_ends_at_once() {
        Submission submission = submit(LONG, "a");

        submission.cancel();

        assertThat(failure(submission)).isInstanceOf(Failure.Cancelled.class);
        assertThat(credits.pairsLeft()).isEqualTo(2);
    }
}
