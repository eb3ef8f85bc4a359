// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringrank.scheduler.cost.CostModel;
import io.ringrank.scheduler.cost.LearnedCost;
import io.ringrank.scheduler.engine.EngineDevice;
import io.ringrank.scheduler.engine.EngineFacts;
import io.ringrank.scheduler.ticket.DocumentOutcome;
import io.ringrank.scheduler.ticket.Failure;
import io.ringrank.scheduler.ticket.Ticket;
import org.junit.jupiter.api.Test;

class SuspectsTest extends CoreFixture {

    private static final String POISON = "poison";

    @Test
    void runs_what_a_dead_engine_had_in_hand_one_pair_at_a_time() {
        up(engine);
        Ticket ticket = request("q", "a", "bb", "ccc", "dddd");
        answer(engine.tokenized());

        answer(engine.down(true));
        up(engine);

        for (int i = 0; i < 4; i++) {
            assertThat(engine.scoring).singleElement()
                    .satisfies(
                            batch -> assertThat(batch.batch()).hasSize(1));
            answer(engine.scored());
        }
        assertThat(scores(ticket)).containsExactly(1f, 2f, 3f, 4f);
        assertThatNothingIsOpen();
    }

    @Test
    void quarantines_what_was_there_at_three_deaths_and_serves_its_neighbours() {
        up(engine);
        Ticket ticket = request("q", "a", POISON, "ccc");
        int deaths = dieOnPoison();

        assertThat(deaths).isEqualTo(3);
        assertThat(documents(ticket).get(0)).isInstanceOf(DocumentOutcome.Scored.class);
        assertThat(documents(ticket).get(1)).isEqualTo(Suspects.QUARANTINED);
        assertThat(documents(ticket).get(2)).isInstanceOf(DocumentOutcome.Scored.class);
        assertThatNothingIsOpen();
    }

    @Test
    void answers_for_a_quarantined_pair_at_once_until_its_time_is_over() {
        up(engine);
        request("q", POISON, "b");
        dieOnPoison();

        Ticket soon = request("q", POISON);
        assertThat(failure(soon)).isInstanceOf(Failure.EngineFailed.class);
        assertThat(engine.tokenizing).isEmpty();

        now += Suspects.QUARANTINE_NANOS;
        request("q", POISON);
        assertThat(engine.tokenizing).hasSize(1);
    }

    @Test
    void a_caller_that_gives_up_and_asks_again_does_not_make_a_pair_innocent() {
        up(engine);
        for (int death = 0; death < 3; death++) {
            Ticket impatient = request("q", POISON);
            answer(engine.tokenized());
            impatient.cancel();
            core.onCancel(now);
            answer(engine.down(true));
            up(engine);
        }

        Ticket fourth = request("q", POISON);

        assertThat(failure(fourth)).isInstanceOf(Failure.EngineFailed.class);
        assertThat(engine.tokenizing).isEmpty();
        assertThatNothingIsOpen();
    }

    @Test
    void a_pair_that_gets_its_score_is_innocent_again() {
        up(engine);
        Ticket unlucky = request("q", "a");
        answer(engine.tokenized());
        answer(engine.down(true));
        up(engine);
        scoreAll(engine);

        assertThat(scores(unlucky)).containsExactly(1f);
        assertThat(core.census(now).suspectsWait()).isFalse();
    }

    @Test
    void other_work_goes_first_but_not_for_ever() {
        up(engine);
        Ticket suspect = request("q", "suspect");
        answer(engine.tokenized());
        answer(engine.down(true));
        for (int i = 0; i < 200; i++) {
            request("other", "document " + i);
        }
        up(engine);

        for (int i = 0; i < 20; i++) {
            step();
        }
        assertThat(suspect.isDone()).isFalse();
        now += Suspects.WAIT_NANOS_MAX;
        for (int i = 0; i < 40; i++) {
            step();
        }

        assertThat(scores(suspect)).containsExactly(7f);
        assertThat(core.census(now).textsWait()).isTrue();
    }

    @Test
    void takes_turns_with_other_work_once_it_has_waited_long_enough() {
        FakeEngine single = new FakeEngine(0, 1, 100);
        up(single);
        Ticket suspects = request("q", "first suspect", "second suspect");
        answer(single.tokenized());
        answer(single.down(true));
        Ticket other = request("other", documents(200, 20));
        up(single);
        now += Suspects.WAIT_NANOS_MAX;

        StringBuilder order = new StringBuilder();
        while (!suspects.isDone()) {
            if (!single.tokenizing.isEmpty()) {
                answer(single.tokenized());
            }
            if (!single.scoring.isEmpty()) {
                order.append(single.scoring.getFirst().batch().size() == 1 ? 's' : 'o');
                now += 1_000_000;
                answer(single.scored());
            }
        }

        assertThat(order.toString()).matches("o*so+s");
        assertThat(other.isDone()).isFalse();
    }

    @Test
    void kills_an_engine_whose_batch_has_no_answer_for_far_too_long() {
        up(engine);
        Ticket ticket = request("q", "a");
        answer(engine.tokenized());

        now += firstLimit(2) - 1;
        core.onTick(now);
        assertThat(engine.killedFor).isEmpty();
        now += 1;
        core.onTick(now);
        now += Watchdog.GRACE_NANOS;
        core.onTick(now);
        assertThat(engine.killedFor).singleElement().asString().contains("hung", "20650 ms");
        core.onTick(now);
        assertThat(engine.killedFor).as("told once").hasSize(1);

        answer(engine.down(true));
        up(engine);
        scoreAll(engine);
        assertThat(scores(ticket)).containsExactly(1f);
    }

    @Test
    void times_the_second_batch_of_a_lane_from_when_the_first_ended() {
        FakeEngine single = new FakeEngine(0, 1, 10);
        up(single);
        request("q", "aaaaaaaa", "bbbbbbbb");
        answer(single.tokenized());
        assertThat(single.scoring).hasSize(2);
        now += firstLimit(9) - 1;
        answer(single.scored());

        now += Watchdog.NANOS_MIN - 1;
        core.onTick(now);
        assertThat(single.killedFor).isEmpty();
        now += 1;
        core.onTick(now);
        now += Watchdog.GRACE_NANOS;
        core.onTick(now);
        assertThat(single.killedFor).hasSize(1);
    }

    @Test
    void kills_an_engine_whose_tokenizer_hangs() {
        up(engine);
        Ticket ticket = request("q", "a");

        now += Watchdog.TOKENIZE_NANOS;
        core.onTick(now);
        now += Watchdog.GRACE_NANOS;
        core.onTick(now);
        assertThat(engine.killedFor).singleElement().asString().contains("tokenizer");

        answer(engine.down(true));
        up(engine);
        scoreAll(engine);
        assertThat(scores(ticket)).containsExactly(1f);
    }

    @Test
    void spares_an_engine_whose_answer_was_only_not_read_yet() {
        up(engine);
        Ticket ticket = request("q", "a");
        answer(engine.tokenized());

        // As if this process had been stopped and continued.
        now += firstLimit(2);
        core.onTick(now);
        answer(engine.scored());
        now += Watchdog.GRACE_NANOS;
        core.onTick(now);

        assertThat(engine.killedFor).isEmpty();
        assertThat(scores(ticket)).containsExactly(1f);
    }

    @Test
    void gives_a_slow_engine_three_times_what_it_has_shown_to_need() {
        CostModel cost = new CostModel(512, new LearnedCost(0, 200_000_000, 0, 512));
        EngineState slow =
                new EngineState(engine, new EngineFacts(FakeEngine.PROFILE, 1, 512, 512, 8,
                        EngineDevice.processor("slow"), false), cost);

        assertThat(Watchdog.limitNanos(slow, 512)).isEqualTo(3 * 512 * 200_000_000L);
        assertThat(Watchdog.limitNanos(slow, 10)).isEqualTo(20 * 10 * 200_000_000L);
    }

    private static long firstLimit(long tokens) {
        return Watchdog.FIRST_NANOS + Watchdog.FIRST_NANOS_PER_TOKEN * tokens;
    }

    private void step() {
        if (!engine.tokenizing.isEmpty()) {
            answer(engine.tokenized());
        }
        if (!engine.scoring.isEmpty()) {
            answer(engine.scored());
        }
    }

    /** Lets the engine die whenever it is given the poison to score, until it is given no more. */
    private int dieOnPoison() {
        int deaths = 0;
        while (!engine.tokenizing.isEmpty() || !engine.scoring.isEmpty()) {
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
        return deaths;
    }
}
