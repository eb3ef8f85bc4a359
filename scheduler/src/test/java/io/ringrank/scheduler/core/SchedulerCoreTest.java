// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringrank.scheduler.ticket.Caller;
import io.ringrank.scheduler.ticket.DocumentOutcome;
import io.ringrank.scheduler.ticket.Failure;
import io.ringrank.scheduler.ticket.RerankOutcome;
import io.ringrank.scheduler.ticket.Ticket;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SchedulerCoreTest extends CoreFixture {

    @Test
    void scores_the_documents_of_a_request() {
        up(engine);
        Ticket ticket = request("q", "a", "bbb");

        answer(engine.tokenized());
        scoreAll(engine);

        assertThat(scores(ticket)).containsExactly(1f, 3f);
        assertThatNothingIsOpen();
    }

    @Test
    void tokenises_a_query_once_for_all_its_documents() {
        up(engine);
        request("q", "a", "b", "c");

        assertThat(engine.tokenizing).singleElement().satisfies(call -> {
            assertThat(call.query()).isEqualTo("q");
            assertThat(call.documents()).containsExactly("a", "b", "c");
        });
    }

    @Test
    void spreads_one_request_over_all_idle_lanes() {
        up(engine);
        request("q", "aaa", "bbb", "ccc", "ddd");

        answer(engine.tokenized());

        assertThat(engine.scoring).hasSize(2)
                .extracting(FakeEngine.Score::lane)
                .containsExactly(0,
                        1);
        assertThat(engine.scoring).allSatisfy(batch -> assertThat(batch.batch()).hasSize(2));
    }

    @Test
    void never_sends_a_lane_more_than_two_batches_or_a_batch_more_than_its_tokens() {
        up(engine);
        request("q", documents(40, 30));
        while (!engine.tokenizing.isEmpty()) {
            answer(engine.tokenized());
        }

        assertThat(engine.scoring).hasSize(4)
                .allSatisfy(
                        batch -> assertThat(batch.tokens()).isBetween(1, 100));
        assertThat(engine.scoring).extracting(FakeEngine.Score::lane)
                .containsExactlyInAnyOrder(0,
                        1, 0, 1);
    }

    @Test
    void a_pair_longer_than_a_batch_would_hold_goes_alone() {
        up(engine);
        request("q", "x".repeat(150), "y");

        answer(engine.tokenized());

        assertThat(engine.scoring.getFirst().batch()).hasSize(1);
    }

    @Test
    void the_tokens_of_a_pair_are_claimed_once_however_many_want_it_and_until_it_ends() {
        up(engine);
        Ticket first = request("q", "aaaa", "bb");
        Ticket second = request("q", "aaaa", "bb", "c");
        assertThat(credits.tokensClaimed()).isEqualTo(5 + 3 + 2);

        first.cancel();
        core.onCancel(now);
        assertThat(credits.tokensClaimed()).as("somebody waits still").isEqualTo(5 + 3 + 2);

        while (!second.isDone()) {
            scoreAll(engine);
        }
        assertThatNothingIsOpen();
    }

    @Test
    void scores_a_pair_once_that_two_requests_want() {
        up(engine);
        Ticket first = request("q", "same");
        Ticket second = request("q", "same");

        answer(engine.tokenized());
        assertThat(engine.tokenizing).isEmpty();
        scoreAll(engine);

        assertThat(scores(first)).containsExactly(4f);
        assertThat(scores(second)).containsExactly(4f);
        assertThat(reports).singleElement()
                .satisfies(
                        report -> assertThat(report.pairs()).isEqualTo(1));
        assertThatNothingIsOpen();
    }

    @Test
    void scores_a_document_once_that_one_request_repeats() {
        up(engine);
        Ticket ticket = request("q", "same", "same", "other");

        answer(engine.tokenized());
        scoreAll(engine);

        assertThat(scores(ticket)).containsExactly(4f, 4f, 5f);
        assertThatNothingIsOpen();
    }

    @Test
    void answers_from_the_cache_what_was_scored_since_the_request_was_admitted() {
        up(engine);
        request("q", "a");
        answer(engine.tokenized());
        scoreAll(engine);

        Ticket late = request("q", "a");

        assertThat(scores(late)).containsExactly(1f);
        assertThat(engine.tokenizing).isEmpty();
        assertThatNothingIsOpen();
    }

    @Test
    void one_document_without_a_score_does_not_spoil_its_neighbours() {
        up(new FakeEngine(0, 1, 100));
        FakeEngine single = new FakeEngine(1, 1, 4);
        up(single);
        core.onAnswer(new FakeEngine(0, 1, 100).down(true), now);
        Ticket ticket = request("q", "aa", "bb");
        answer(single.tokenized());
        answer(single.scoredAs(Float.NaN));
        scoreAll(single);

        assertThat(documents(ticket).getFirst()).isInstanceOf(DocumentOutcome.Unscored.class);
        assertThat(documents(ticket).getLast()).isInstanceOf(DocumentOutcome.Scored.class);
        assertThatNothingIsOpen();
    }

    @Test
    void says_why_when_an_engine_could_not_score_anything() {
        up(engine);
        Ticket ticket = request("q", "a");
        answer(engine.tokenized());

        answer(engine.failedToScore());

        assertThat(failure(ticket)).isEqualTo(new Failure.EngineFailed("out of memory"));
        assertThatNothingIsOpen();
    }

    @Test
    void fails_every_request_whose_query_is_too_long() {
        up(engine);
        Ticket first = request("q", "same", "one");
        Ticket second = request("q", "same", "two");

        answer(engine.queryTooLong());
        answer(engine.tokenized());
        scoreAll(engine);

        assertThat(failure(first)).isEqualTo(new Failure.QueryTooLong(600, 500));
        assertThat(failure(second)).isEqualTo(new Failure.QueryTooLong(600, 500));
        assertThatNothingIsOpen();
    }

    @Test
    void a_request_that_runs_out_of_time_fails_and_gives_back_its_credits() {
        up(engine);
        Ticket ticket = request("q", "a", "b");
        answer(engine.tokenized());
        assertThat(core.nanosToNextTick(now)).isBetween(1L, TIMEOUT_NANOS);

        now += TIMEOUT_NANOS;
        core.onTick(now);

        assertThat(failure(ticket)).isEqualTo(new Failure.DeadlinePassed(Duration.ofSeconds(30)));
        assertThatNobodyWaits();
        scoreAll(engine);
        assertThatNothingIsOpen();
    }

    @Test
    void a_late_score_still_reaches_the_cache() {
        up(engine);
        request("q", "abc");
        answer(engine.tokenized());
        now += TIMEOUT_NANOS;
        core.onTick(now);

        scoreAll(engine);

        assertThat(scores(request("q", "abc"))).containsExactly(3f);
        assertThatNothingIsOpen();
    }

    @Test
    void a_cancelled_request_leaves_its_pair_to_the_one_that_joined() {
        up(engine);
        Ticket first = request("q", "a");
        Ticket second = request("q", "a");

        first.cancel();
        core.onCancel(now);
        answer(engine.tokenized());
        scoreAll(engine);

        assertThat(failure(first)).isEqualTo(new Failure.Cancelled());
        assertThat(scores(second)).containsExactly(1f);
        assertThatNothingIsOpen();
    }

    @Test
    void what_nobody_waits_for_is_not_sent() {
        Ticket ticket = request("q", "a");
        ticket.cancel();
        core.onCancel(now);

        up(engine);
        request("r", "b");

        assertThat(engine.tokenizing).singleElement()
                .satisfies(
                        call -> assertThat(call.query()).isEqualTo("r"));
    }

    @Test
    void a_small_request_does_not_wait_behind_all_of_another_callers_large_one() {
        up(engine);
        Ticket large = request("large", documents(400, 20));
        caller = new Caller("other");
        Ticket small = request("small", "d");

        while (!small.isDone() && !large.isDone()) {
            if (!engine.tokenizing.isEmpty()) {
                answer(engine.tokenized());
            }
            answer(engine.scored());
        }

        assertThat(scores(small)).containsExactly(1f);
        assertThat(large.isDone()).isFalse();
    }

    @Test
    void everything_open_fails_when_the_server_goes_down() {
        up(engine);
        Ticket ticket = request("q", "a", "b");

        core.onShutdown();

        assertThat(failure(ticket)).isEqualTo(new Failure.ShuttingDown());
        assertThatNobodyWaits();
    }

    @Test
    void tells_where_the_time_of_a_request_went() {
        up(engine);
        Ticket ticket = request("q", "a");
        now += 5;
        answer(engine.tokenized());
        now += 7;
        answer(engine.scored());

        RerankOutcome.Answered answered = (RerankOutcome.Answered) outcome(ticket);
        assertThat(answered.times().queueNanos()).isEqualTo(5);
        assertThat(answered.times().waitNanos()).isZero();
        assertThat(answered.times().scoreNanos()).isEqualTo(7);
    }

    @Test
    void a_failed_batch_does_not_fail_a_tokenize_call_beside_it() {
        up(engine);
        Ticket scoring = request("q", "a");
        answer(engine.tokenized());
        Ticket tokenizing = request("r", "b");

        answer(engine.failedToScore());
        scoreAll(engine);

        assertThat(failure(scoring)).isEqualTo(new Failure.EngineFailed("out of memory"));
        assertThat(scores(tokenizing)).containsExactly(1f);
    }
}
