// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.ticket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringrank.scheduler.pair.Score;
import org.junit.jupiter.api.Test;

class TicketTest {

    private static final DocumentOutcome SCORED =
            new DocumentOutcome.Scored(new Score(1.5f, 7, false), false);
    private static final DocumentOutcome UNSCORED =
            new DocumentOutcome.Unscored("no_finite_score", "the model gave none");

    private int wakeUps;
    private final Ticket ticket = new Ticket(2, () -> wakeUps++);

    @Test
    void asks_to_be_completed_with_its_last_document() {
        assertThat(ticket.accept(1, SCORED)).isFalse();
        assertThat(ticket.accept(0, UNSCORED)).isTrue();

        ticket.complete(StageTimes.NONE);

        assertThat(outcome()).isInstanceOfSatisfying(RerankOutcome.Answered.class,
                answered -> assertThat(answered.documents()).containsExactly(UNSCORED, SCORED));
    }

    @Test
    void fails_when_no_document_at_all_was_scored() {
        ticket.accept(0, UNSCORED);
        ticket.accept(1, UNSCORED);

        ticket.complete(StageTimes.NONE);

        assertThat(outcome()).isEqualTo(
                new RerankOutcome.Failed(new Failure.EngineFailed("the model gave none")));
    }

    @Test
    void takes_nothing_more_once_it_has_failed() {
        ticket.fail(new Failure.ShuttingDown());

        assertThat(ticket.accept(0, SCORED)).isFalse();
        assertThat(ticket.accept(1, SCORED)).isFalse();
        assertThat(outcome()).isEqualTo(new RerankOutcome.Failed(new Failure.ShuttingDown()));
    }

    @Test
    void refuses_to_complete_twice() {
        ticket.fail(new Failure.ShuttingDown());

        assertThatThrownBy(() -> ticket.fail(new Failure.Cancelled())).isInstanceOf(
                IllegalStateException.class);
    }

    @Test
    void refuses_a_document_that_ended_twice() {
        ticket.accept(0, SCORED);

        assertThatThrownBy(() -> ticket.accept(0, SCORED)).isInstanceOf(
                IllegalStateException.class);
    }

    @Test
    void refuses_to_complete_while_a_document_is_missing() {
        ticket.accept(0, SCORED);

        assertThatThrownBy(() -> ticket.complete(StageTimes.NONE)).isInstanceOf(
                IllegalStateException.class);
    }

    @Test
    void wakes_the_scheduler_when_it_is_cancelled() {
        ticket.cancel();

        assertThat(ticket.isCancelled()).isTrue();
        assertThat(wakeUps).isEqualTo(1);
        assertThat(ticket.isDone()).isFalse();
    }

    private RerankOutcome outcome() {
        return ticket.outcome().toCompletableFuture().resultNow();
    }
}
