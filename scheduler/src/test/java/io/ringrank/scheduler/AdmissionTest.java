// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringrank.scheduler.pair.ScoringOptions;
import io.ringrank.scheduler.ticket.Caller;
import io.ringrank.scheduler.ticket.Failure;
import io.ringrank.scheduler.ticket.JobTerms;
import io.ringrank.scheduler.ticket.OnTimeout;
import io.ringrank.scheduler.ticket.RerankJob;
import io.ringrank.scheduler.ticket.RerankOutcome;
import io.ringrank.scheduler.ticket.Submission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which jobs a server takes in that knows how fast it is, and what it tells the others. */
class AdmissionTest {

    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000 * MILLI;
    private static final int DOCUMENT_TOKENS = 100;

    /** Documents that all lanes score in one second. */
    private static final int PER_SECOND = (int) (SteadyServer.TOKENS_PER_SECOND / DOCUMENT_TOKENS);

    private final SteadyServer server = new SteadyServer(1 << 20);
    private int texts;

    @BeforeEach
    void it_knows_how_fast_it_is() {
        submit("first", 3 * PER_SECOND, JobTerms.within(60 * SECOND));
        server.runUntil(20 * SECOND);
    }

    @Test
    void who_is_refused_is_told_when_to_come_back_and_is_taken_in_then() {
        submit("a", 4 * PER_SECOND, JobTerms.within(60 * SECOND));
        Duration retryAfter = wouldBeLate(submit("a", 10, within(2 * SECOND))).retryAfter();

        assertThat(retryAfter).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(3));
        server.runUntil(server.time.now() + retryAfter.toNanos());
        Submission again = submit("a", 10, within(2 * SECOND));
        server.runUntil(server.time.now() + 2 * SECOND);
        assertThat(outcome(again)).isInstanceOf(RerankOutcome.Answered.class);
    }

    @Test
    void who_is_refused_by_little_is_told_to_wait_a_little_all_the_same() {
        submit("a", 2 * PER_SECOND, JobTerms.within(60 * SECOND));
        Duration before = Duration.ZERO;
        for (int percent = 250; before.isZero(); percent--) {
            Submission next = submit("a", 1, within(percent * SECOND / 100));
            if (isDone(next)) {
                before = wouldBeLate(next).retryAfter();
            }
        }

        assertThat(before).isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void what_takes_too_long_by_itself_is_taken_in_while_nothing_else_waits() {
        Submission large = submit("a", 5 * PER_SECOND, within(2 * SECOND));
        assertThat(isDone(large)).isFalse();

        server.runUntil(server.time.now() + 3 * SECOND);
        assertThat(outcome(large)).isInstanceOfSatisfying(RerankOutcome.Failed.class,
                failed -> assertThat(failed.failure()).isInstanceOf(Failure.DeadlinePassed.class));
    }

    @Test
    void who_takes_a_part_of_it_is_taken_in_where_who_wants_all_is_not() {
        submit("a", PER_SECOND, JobTerms.within(60 * SECOND));
        JobTerms terms = within(2 * SECOND);

        wouldBeLate(submit("a", 5 * PER_SECOND, terms));
        Submission partly = submit("a", 5 * PER_SECOND, terms.onTimeout(OnTimeout.PARTIAL));

        server.runUntil(server.time.now() + 3 * SECOND);
        assertThat(outcome(partly)).isInstanceOf(RerankOutcome.Answered.class);
    }

    @Test
    void the_same_request_of_many_at_once_counts_once() {
        List<String> documents = documents(PER_SECOND / 2);
        List<Submission> all = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            all.add(submit("caller " + i % 20, documents, within(2 * SECOND)));
            server.runUntil(server.time.now() + MILLI / 5);
        }

        server.runUntil(server.time.now() + 2 * SECOND);

        assertThat(all)
                .allSatisfy(
                        one -> assertThat(outcome(one)).isInstanceOf(RerankOutcome.Answered.class));
        assertThat(server.reranker.credits().tokensClaimed()).isZero();
    }

    private static JobTerms within(long nanos) {
        return JobTerms.within(nanos);
    }

    private Submission submit(String caller, int count, JobTerms terms) {
        return submit(caller, documents(count), terms);
    }

    private Submission submit(String caller, List<String> documents, JobTerms terms) {
        return server.submit(
                new RerankJob(new Caller(caller), "q", documents, ScoringOptions.DEFAULT, terms));
    }

    private List<String> documents(int count) {
        List<String> documents = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String name = "document " + texts++;
            documents.add(name
                    + "x".repeat(DOCUMENT_TOKENS * SteadyServer.BYTES_PER_TOKEN - name.length()));
        }
        return documents;
    }

    private static Failure.WouldBeLate wouldBeLate(Submission submission) {
        RerankOutcome.Failed failed = (RerankOutcome.Failed) outcome(submission);
        return (Failure.WouldBeLate) failed.failure();
    }

    private static boolean isDone(Submission submission) {
        return submission.outcome().toCompletableFuture().isDone();
    }

    private static RerankOutcome outcome(Submission submission) {
        return submission.outcome().toCompletableFuture().resultNow();
    }
}
