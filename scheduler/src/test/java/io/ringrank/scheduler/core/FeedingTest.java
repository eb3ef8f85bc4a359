// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringrank.scheduler.cost.EngineKind;
import io.ringrank.scheduler.cost.LearnedCost;
import io.ringrank.scheduler.engine.EngineDevice;
import io.ringrank.scheduler.ticket.Ticket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How large batches are, and when they go. */
class FeedingTest extends CoreFixture {

    private static final long LINGER_NANOS = 1_000_000;

    private final FakeEngine gpu =
            new FakeEngine(0, 1, 100, new EngineDevice("gpu", 2, LINGER_NANOS));

    @Test
    void a_device_that_is_fed_two_batches_ahead_has_three_in_hand() {
        FakeEngine hasty = new FakeEngine(0, 1, 100, new EngineDevice("gpu", 2, 0));
        up(hasty);
        request("q", documents(40, 30));
        while (!hasty.tokenizing.isEmpty()) {
            answer(hasty.tokenized());
        }

        assertThat(hasty.scoring).hasSize(3);
    }

    @Test
    void work_lingers_until_its_time_is_over() {
        up(gpu);
        request("q", "a");
        answer(gpu.tokenized());
        assertThat(gpu.scoring).isEmpty();
        assertThat(core.nanosToNextTick(now)).isEqualTo(LINGER_NANOS);

        now += LINGER_NANOS - 1;
        core.onTick(now);
        assertThat(gpu.scoring).isEmpty();
        now += 1;
        core.onTick(now);

        assertThat(gpu.scoring).hasSize(1);
    }

    @Test
    void work_that_lingers_goes_with_what_came_meanwhile() {
        up(gpu);
        Ticket first = request("q", "a");
        answer(gpu.tokenized());
        now += LINGER_NANOS / 2;
        Ticket second = request("r", "bb");
        answer(gpu.tokenized());

        now += LINGER_NANOS / 2;
        core.onTick(now);

        assertThat(gpu.scoring).singleElement()
                .satisfies(batch -> assertThat(batch.batch()).hasSize(2));
        scoreAll(gpu);
        assertThat(scores(first)).containsExactly(1f);
        assertThat(scores(second)).containsExactly(2f);
    }

    @Test
    void a_full_batch_does_not_linger() {
        up(gpu);
        request("q", documents(4, 30));

        answer(gpu.tokenized());

        assertThat(gpu.scoring).singleElement()
                .satisfies(batch -> assertThat(batch.tokens()).isEqualTo(93));
    }

    @Test
    void nothing_lingers_on_a_processor() {
        up(engine);
        request("q", "a");

        answer(engine.tokenized());

        assertThat(engine.scoring).hasSize(1);
    }

    @Test
    void learns_to_send_large_batches_where_their_size_costs_nothing() {
        FakeEngine large = new FakeEngine(0, 1, 4_096, new EngineDevice("gpu", 2, LINGER_NANOS));
        up(large);

        List<Integer> batches = keepBusy(large, 5_000_000, 10);

        assertThat(batches.getFirst()).isLessThanOrEqualTo(512);
        assertThat(batches.getLast()).isGreaterThan(3_900);
    }

    @Test
    void learns_to_send_small_batches_where_size_costs_more_than_it_saves() {
        FakeEngine slow = new FakeEngine(0, 1, 4_096);
        up(slow);

        List<Integer> batches = keepBusy(slow, 0, 1_000_000);

        assertThat(batches.getLast()).isLessThanOrEqualTo(256);
    }

    @Test
    void begins_with_what_was_learned_earlier() {
        LearnedCost earlier = new LearnedCost(1_000, 10, 0, 50);
        SchedulerCore second = new SchedulerCore(1, cache, credits,
                Map.of(new EngineKind("f00d", "b4916", "fake"), earlier), listener);

        second.onAnswer(engine.up(), now);
        now += 10_000_000;
        second.onTick(now);

        assertThat(second.load().engines()).singleElement().satisfies(load -> {
            assertThat(load.cost()).contains(new LearnedCost(1_000, 10, 0, 64));
            assertThat(load.pairsPerSecond(20)).isGreaterThan(0);
        });
    }

    @Test
    void an_engine_that_takes_less_than_others_of_its_kind_gets_less() {
        FakeEngine small = new FakeEngine(1, 1, 40);
        up(engine);
        up(small);
        request("q", documents(40, 30));
        while (!engine.tokenizing.isEmpty()) {
            answer(engine.tokenized());
        }
        while (!small.tokenizing.isEmpty()) {
            answer(small.tokenized());
        }

        assertThat(small.scoring).isNotEmpty()
                .allSatisfy(batch -> assertThat(batch.tokens()).isLessThanOrEqualTo(40));
    }

    @Test
    void publishes_what_it_has_to_do_a_few_milliseconds_later_at_most() {
        up(engine);
        request("q", documents(40, 30));
        answer(engine.tokenized());
        assertThat(core.load()).isEqualTo(LoadSnapshot.NONE);

        now += core.nanosToNextTick(now);
        core.onTick(now);

        assertThat(core.load().requests()).isEqualTo(1);
        assertThat(core.load().readyTokens()).isPositive();
        assertThat(core.load().engines()).singleElement().satisfies(load -> {
            assertThat(load.lanesAtWork()).isEqualTo(2);
            assertThat(load.batchesInHand()).isEqualTo(4);
        });
    }

    @Test
    void sleeps_until_work_comes_once_it_has_published_that_there_is_none() {
        up(engine);
        request("q", "a");
        scoreAll(engine);
        now += core.nanosToNextTick(now);
        core.onTick(now);

        assertThat(core.load().busyNanos()).isEqualTo(1_000);
        assertThat(core.load().requests()).isZero();
        assertThat(core.nanosToNextTick(now)).isEqualTo(Long.MAX_VALUE);
    }

    /** @return tokens of each batch, in the order they were answered */
    private List<Integer> keepBusy(FakeEngine some, long nanosPerBatch, long nanosPerToken) {
        List<Integer> batches = new ArrayList<>();
        int query = 0;
        while (batches.size() < 800) {
            while (core.census(now).documents() < 500) {
                request("query " + query++, documents(100, 23));
            }
            while (!some.tokenizing.isEmpty()) {
                answer(some.tokenized());
            }
            now += LINGER_NANOS;
            core.onTick(now);
            int tokens = some.scoring.getFirst().tokens();
            batches.add(tokens);
            answer(some.scoredIn(nanosPerBatch + nanosPerToken * tokens
                    + nanosPerToken * tokens * tokens / 8_192));
        }
        return batches;
    }
}
