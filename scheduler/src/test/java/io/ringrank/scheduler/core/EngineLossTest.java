// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringrank.scheduler.ticket.Failure;
import io.ringrank.scheduler.ticket.Ticket;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EngineLossTest extends CoreFixture {

    @Test
    void another_engine_takes_over_from_one_that_dies() {
        FakeEngine other = new FakeEngine(1, 2, 100);
        up(engine);
        up(other);
        Ticket ticket = request("q", "a", "bb", "ccc");
        answer(engine.tokenized());
        assertThat(engine.scoring).isNotEmpty();

        answer(engine.down(true));
        scoreAll(other);

        assertThat(scores(ticket)).containsExactly(1f, 2f, 3f);
        assertThatNothingIsOpen();
    }

    @Test
    void work_waits_for_an_engine_that_restarts() {
        up(engine);
        Ticket tokenizing = request("q", "a");
        answer(engine.down(true));
        assertThat(core.readiness()).isEqualTo(new Readiness.Serving(FakeEngine.PROFILE, false, 0));

        up(engine);
        answer(engine.tokenized());
        answer(engine.down(true));
        up(engine);
        scoreAll(engine);

        assertThat(scores(tokenizing)).containsExactly(1f);
        assertThatNothingIsOpen();
    }

    @Test
    void work_fails_with_the_reason_when_the_last_engine_gives_up() {
        up(engine);
        Ticket ticket = request("q", "a");

        answer(engine.down(false));

        assertThat(failure(ticket)).isEqualTo(new Failure.NotReady("killed"));
        assertThat(core.readiness()).isEqualTo(new Readiness.Unavailable("killed"));
        assertThat(failure(request("q", "b"))).isEqualTo(new Failure.NotReady("killed"));
        assertThatNothingIsOpen();
    }

    @Test
    void one_engine_that_gives_up_does_not_fail_what_another_can_do() {
        FakeEngine other = new FakeEngine(1, 2, 100);
        up(engine);
        up(other);
        answer(other.down(true));

        answer(engine.down(false));

        assertThat(core.readiness()).isEqualTo(new Readiness.Serving(FakeEngine.PROFILE, false, 0));
    }

    @Test
    void tells_the_listener_of_each_change_once() {
        up(engine);
        answer(engine.down(true));
        answer(engine.down(true));
        answer(engine.down(false));

        assertThat(readinesses).containsExactly(new Readiness.Serving(FakeEngine.PROFILE, false, 2),
                new Readiness.Serving(FakeEngine.PROFILE, false, 0),
                new Readiness.Unavailable("killed"));
    }

    @Test
    void an_engine_that_gives_up_first_does_not_spoil_the_start_of_another() {
        SchedulerCore two = new SchedulerCore(2, cache, credits, Map.of(), listener);

        two.onAnswer(engine.down(false), now);
        assertThat(two.readiness()).isEqualTo(new Readiness.Starting());
        two.onAnswer(new FakeEngine(1, 2, 100).up(), now);

        assertThat(readinesses)
                .containsExactly(new Readiness.Serving(FakeEngine.PROFILE, false, 2));
    }
}
