// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringrank.scheduler.pair.CharacterRange;
import io.ringrank.scheduler.pair.LongDocument;
import io.ringrank.scheduler.pair.Score;
import io.ringrank.scheduler.pair.ScoringOptions;
import io.ringrank.scheduler.ticket.DocumentOutcome;
import io.ringrank.scheduler.ticket.Failure;
import io.ringrank.scheduler.ticket.Ticket;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Pairs of several rows: documents in windows. Rows of the fake engine end at a bar. */
class WindowsTest extends CoreFixture {

    private static final ScoringOptions IN_WINDOWS =
            new ScoringOptions("", 0, new LongDocument.MaxWindow(0, 0));
    private static final ScoringOptions NONE_TOO_LONG =
            new ScoringOptions("", 0, new LongDocument.Refuse());

    private FakeEngine single(int number) {
        return new FakeEngine(number, 1, 100);
    }

    private static DocumentOutcome scored(float raw, int tokens, int start, int end) {
        return new DocumentOutcome.Scored(
                new Score(raw, tokens, false, new CharacterRange(start, end)), false);
    }

    @Test
    void the_best_window_is_the_documents_score_and_all_windows_are_its_tokens() {
        up(engine);
        Ticket ticket = request(IN_WINDOWS, "q", "a|bbb|cc", "dddd");

        answer(engine.tokenized());
        scoreAll(engine);

        assertThat(documents(ticket)).containsExactly(scored(3, 9, 2, 5), scored(4, 5, 0, 4));
        assertThatNothingIsOpen();
    }

    @Test
    void an_answer_from_the_cache_has_the_same_window() {
        up(engine);
        Ticket first = request(IN_WINDOWS, "q", "a|bbb|cc");
        answer(engine.tokenized());
        scoreAll(engine);

        Ticket second = request(IN_WINDOWS, "q", "a|bbb|cc");

        DocumentOutcome.Scored computed = (DocumentOutcome.Scored) documents(first).getFirst();
        assertThat(documents(second))
                .containsExactly(new DocumentOutcome.Scored(computed.score(), true));
        assertThat(engine.tokenizing).isEmpty();
    }

    @Test
    void the_same_document_with_other_options_is_another_pair() {
        up(engine);
        Ticket inWindows = request(IN_WINDOWS, "q", "a|bbb");
        Ticket whole = request("q", "a|bbb");
        answer(engine.tokenized());
        answer(engine.tokenized());
        scoreAll(engine);

        assertThat(scores(inWindows)).containsExactly(3f);
        assertThat(scores(whole)).containsExactly(5f);
    }

    @Test
    void windows_of_one_document_spread_over_lanes() {
        up(engine);
        request(IN_WINDOWS, "q", "aa|bb|cc|dd");

        answer(engine.tokenized());

        assertThat(engine.scoring).hasSize(2)
                .allSatisfy(batch -> assertThat(batch.batch()).hasSize(2));
    }

    @Test
    void windows_without_a_score_leave_it_to_the_others() {
        up(engine);
        Ticket ticket = request(IN_WINDOWS, "q", "aa|bb|cc|dd", "ee|ff|gg|hh");
        answer(engine.tokenized());

        answer(engine.scoredWith(Float.NaN, -2, Float.NaN, -1));
        answer(engine.scoredAs(Float.NaN));

        assertThat(documents(ticket).get(0)).isEqualTo(scored(-1, 12, 9, 11));
        assertThat(documents(ticket).get(1)).isInstanceOfSatisfying(DocumentOutcome.Unscored.class,
                unscored -> assertThat(unscored.code()).isEqualTo("no_finite_score"));
        assertThatNothingIsOpen();
    }

    @Test
    void a_document_whose_windows_were_with_several_engines_that_died_is_accused_once() {
        FakeEngine first = single(0);
        FakeEngine second = single(1);
        up(first);
        up(second);
        Ticket ticket = request(IN_WINDOWS, "q", "aaa|bbb");
        answer(first.tokenizing.isEmpty() ? second.tokenized() : first.tokenized());
        assertThat(first.scoring).hasSize(1);
        assertThat(second.scoring).hasSize(1);

        answer(first.down(true));
        answer(second.down(true));
        up(first);
        answer(first.down(true));
        assertThat(ticket.isDone()).as("two of three deaths").isFalse();
        up(first);
        answer(first.down(true));

        assertThat(failure(ticket)).isInstanceOf(Failure.EngineFailed.class);
    }

    @Test
    void one_window_that_can_not_be_computed_ends_the_document_when_the_others_are_back() {
        up(engine);
        Ticket ticket = request(IN_WINDOWS, "q", "aa|bb|cc|dd");
        answer(engine.tokenized());

        answer(engine.failedToScore());
        assertThat(ticket.isDone()).isFalse();
        answer(engine.scored());

        assertThat(failure(ticket)).isEqualTo(new Failure.EngineFailed("out of memory"));
        assertThatNothingIsOpen();
        assertThat(documentsOf(request(IN_WINDOWS, "q", "aa|bb|cc|dd"))).isEqualTo(1);
    }

    @Test
    void windows_that_nobody_waits_for_are_not_started_and_go_on_when_somebody_does() {
        FakeEngine lane = single(0);
        up(lane);
        String document = "a".repeat(80) + "|" + "b".repeat(81) + "|" + "c".repeat(82);
        Ticket impatient = request(IN_WINDOWS, "q", document);
        answer(lane.tokenized());
        assertThat(lane.scoring).hasSize(2);

        impatient.cancel();
        core.onCancel(now);
        answer(lane.scored());
        assertThat(lane.scoring).hasSize(1);
        Ticket patient = request(IN_WINDOWS, "q", document);
        assertThat(lane.tokenizing).isEmpty();
        scoreAll(lane);

        assertThat(scores(patient)).containsExactly(82f);
        assertThatNothingIsOpen();
        assertThat(core.census(now).pairs()).isZero();
    }

    @Test
    void nothing_is_left_of_windows_that_nobody_waits_for() {
        FakeEngine lane = single(0);
        up(lane);
        Ticket late = request(IN_WINDOWS, "q",
                "a".repeat(80) + "|" + "b".repeat(81) + "|" + "c".repeat(82));
        answer(lane.tokenized());

        now += Duration.ofMinutes(1).toNanos();
        core.onTick(now);
        answer(lane.scored());
        answer(lane.scored());

        assertThat(failure(late)).isInstanceOf(Failure.DeadlinePassed.class);
        assertThat(core.census(now).pairs()).isZero();
        assertThat(core.census(now).rowsWait()).isFalse();
        assertThatNothingIsOpen();
    }

    @Test
    void a_document_of_which_an_engine_died_runs_one_window_at_a_time() {
        up(engine);
        Ticket ticket = request(IN_WINDOWS, "q", "a|bb|ccc", "dddd");
        answer(engine.tokenized());

        answer(engine.down(true));
        up(engine);
        for (int i = 0; i < 4; i++) {
            assertThat(engine.scoring).singleElement()
                    .satisfies(batch -> assertThat(batch.batch()).hasSize(1));
            answer(engine.scored());
        }

        assertThat(scores(ticket)).containsExactly(3f, 4f);
        assertThatNothingIsOpen();
    }

    @Test
    void one_death_counts_once_however_many_windows_were_there() {
        up(engine);
        Ticket ticket = request(IN_WINDOWS, "q", "a|bb|ccc|d");
        answer(engine.tokenized());

        answer(engine.down(true));
        up(engine);
        answer(engine.down(true));
        up(engine);
        assertThat(ticket.isDone()).isFalse();
        answer(engine.down(true));

        assertThat(failure(ticket)).isInstanceOf(Failure.EngineFailed.class);
        assertThatNothingIsOpen();
    }

    @Test
    void a_suspected_document_waits_until_no_other_engine_has_a_window_of_it() {
        FakeEngine first = single(0);
        FakeEngine second = single(1);
        up(first);
        up(second);
        Ticket ticket = request(IN_WINDOWS, "q", "aa|bb|cc|dd");
        answer((first.tokenizing.isEmpty() ? second : first).tokenized());
        assertThat(first.scoring).isNotEmpty();
        assertThat(second.scoring).isNotEmpty();

        answer(first.down(true));
        up(first);
        assertThat(first.scoring).isEmpty();
        answer(second.scoredAs(7));

        assertThat(first.scoring.size() + second.scoring.size()).isEqualTo(1);
        scoreAll(first);
        scoreAll(second);
        scoreAll(first);
        assertThat(scores(ticket)).containsExactly(7f);
        assertThatNothingIsOpen();
    }

    @Test
    void a_poisonous_window_is_quarantined_with_its_document() {
        up(engine);
        Ticket ticket = request(IN_WINDOWS, "q", "a|poison|ccc", "dddd");
        int deaths = 0;
        while (!ticket.isDone()) {
            if (!engine.tokenizing.isEmpty()) {
                answer(engine.tokenized());
            } else if (holdsPoison(engine.scoring.getFirst())) {
                deaths++;
                answer(engine.down(true));
                up(engine);
            } else {
                answer(engine.scored());
            }
        }

        assertThat(deaths).isEqualTo(3);
        assertThat(documents(ticket).get(0)).isEqualTo(Suspects.QUARANTINED);
        assertThat(documents(ticket).get(1)).isInstanceOf(DocumentOutcome.Scored.class);
        assertThatNothingIsOpen();
    }

    private static boolean holdsPoison(FakeEngine.Score batch) {
        return batch.batch().stream().anyMatch(pair -> pair.suffix().length() == 6);
    }

    @Test
    void a_document_that_is_too_long_is_named_and_the_others_are_scored() {
        up(engine);
        Ticket ticket = request(NONE_TOO_LONG, "q", "x".repeat(21), "a");

        answer(engine.tokenized());
        scoreAll(engine);

        assertThat(documents(ticket).get(0)).isEqualTo(new DocumentOutcome.TooLong(21, 20));
        assertThat(documents(ticket).get(1)).isInstanceOf(DocumentOutcome.Scored.class);
        assertThatNothingIsOpen();
    }

    @Test
    void a_request_fails_for_its_own_fault_when_all_documents_are_too_long() {
        up(engine);
        Ticket ticket = request(NONE_TOO_LONG, "q", "x".repeat(21), "x".repeat(30));

        answer(engine.tokenized());

        assertThat(failure(ticket)).isEqualTo(new Failure.DocumentsTooLong(21, 20));
        assertThatNothingIsOpen();
    }

    @Test
    void a_document_that_can_not_be_tokenised_fails_alone() {
        up(engine);
        Ticket ticket = request("q", "a");

        answer(engine.failedToTokenizeDocuments());

        assertThat(failure(ticket)).isEqualTo(new Failure.EngineFailed("too large"));
        assertThatNothingIsOpen();
    }

    private int documentsOf(Ticket ticket) {
        assertThat(ticket.isDone()).isFalse();
        return engine.tokenizing.getFirst().documents().size();
    }
}
