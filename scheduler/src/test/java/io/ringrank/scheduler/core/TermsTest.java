// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringrank.scheduler.ticket.CacheUse;
import io.ringrank.scheduler.ticket.Caller;
import io.ringrank.scheduler.ticket.DocumentOutcome;
import io.ringrank.scheduler.ticket.Failure;
import io.ringrank.scheduler.ticket.JobTerms;
import io.ringrank.scheduler.ticket.OnTimeout;
import io.ringrank.scheduler.ticket.Ticket;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What requests may say about how they are served. */
class TermsTest extends CoreFixture {

    private static final String POISON = "poison";

    @Test
    void who_takes_a_part_gets_the_scores_that_there_are_when_the_time_is_over() {
        FakeEngine single = new FakeEngine(0, 1, 4);
        up(single);
        terms = JobTerms.within(TIMEOUT_NANOS).onTimeout(OnTimeout.PARTIAL);
        Ticket ticket = request("q", "aaa", "bbb", "ccc");
        answer(single.tokenized());
        answer(single.scored());

        now += TIMEOUT_NANOS;
        core.onTick(now);

        assertThat(documents(ticket)).hasSize(3)
                .containsOnlyOnce(documents(ticket).getFirst())
                .endsWith(new DocumentOutcome.Late(), new DocumentOutcome.Late());
        assertThat(documents(ticket).getFirst()).isInstanceOf(DocumentOutcome.Scored.class);
        assertThatNobodyWaits();
    }

    @Test
    void without_any_score_there_is_no_part_to_take() {
        up(engine);
        terms = JobTerms.within(TIMEOUT_NANOS).onTimeout(OnTimeout.PARTIAL);
        Ticket ticket = request("q", "a");

        now += TIMEOUT_NANOS;
        core.onTick(now);

        assertThat(failure(ticket)).isEqualTo(new Failure.DeadlinePassed(Duration.ofSeconds(30)));
        assertThatNobodyWaits();
    }

    @Test
    void who_bypasses_is_scored_although_the_score_is_known_and_leaves_none() {
        up(engine);
        request("q", "a");
        scoreAll(engine);

        terms = JobTerms.within(TIMEOUT_NANOS).cache(CacheUse.BYPASS);
        Ticket again = request("q", "a", "b");
        assertThat(engine.tokenizing.getFirst().documents()).containsExactly("a", "b");
        scoreAll(engine);
        assertThat(scores(again)).containsExactly(1f, 1f);

        terms = JobTerms.within(TIMEOUT_NANOS);
        request("q", "b");
        assertThat(engine.tokenizing).as("its score was not kept").hasSize(1);
        scoreAll(engine);
        assertThatNothingIsOpen();
    }

    @Test
    void nobody_joins_who_bypasses_and_it_joins_nobody() {
        up(engine);
        Ticket shared = request("q", "a");
        terms = JobTerms.within(TIMEOUT_NANOS).cache(CacheUse.BYPASS);
        Ticket alone = request("q", "a", "a");
        terms = JobTerms.within(TIMEOUT_NANOS);
        Ticket joined = request("q", "a");

        assertThat(core.census(now).pairs()).isEqualTo(3);
        scoreAll(engine);
        assertThat(scores(shared)).containsExactly(1f);
        assertThat(scores(alone)).containsExactly(1f, 1f);
        assertThat(scores(joined)).containsExactly(1f);
        assertThatNothingIsOpen();
    }

    @Test
    void a_cancelled_bypass_leaves_nothing_behind() {
        up(engine);
        terms = JobTerms.within(TIMEOUT_NANOS).cache(CacheUse.BYPASS);
        Ticket ticket = request("q", "a", "b");

        ticket.cancel();
        core.onCancel(now);
        scoreAll(engine);

        assertThat(core.census(now).pairs()).isZero();
        assertThatNothingIsOpen();
    }

    @Test
    void a_poisonous_document_kills_no_more_often_when_it_is_asked_for_many_times_over() {
        up(engine);
        for (int i = 0; i < 5; i++) {
            caller = new Caller("caller " + i);
            terms = JobTerms.within(TIMEOUT_NANOS).cache(CacheUse.BYPASS);
            request("q", POISON, POISON, "x" + i);
        }
        int deaths = 0;
        while (core.census(now).requests() > 0) {
            boolean poisoned = engine.scoring.stream()
                    .flatMap(batch -> batch.batch().stream())
                    .anyMatch(pair -> pair.suffix().length() == POISON.length());
            if (poisoned) {
                deaths++;
                answer(engine.down(true));
                up(engine);
            } else {
                answer(engine.tokenizing.isEmpty() ? engine.scored() : engine.tokenized());
            }
        }

        assertThat(deaths).isEqualTo(3);
        assertThatNothingIsOpen();
    }
}
