// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.cost;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongToDoubleFunction;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Machines whose costs are known; the model must find where they are cheapest, and stay there. */
class CostModelTest {

    private static final int SEEDS = 4;
    private static final int BATCHES_TO_LEARN = 3_000;
    private static final int BATCHES_AFTER = 3_000;

    /** Mixed pairs don't fill a batch to the last token, and the ladder has steps of two. */
    private static final double WORSE_THAN_BEST_MAX = 1.06;

    static Stream<Arguments> machines() {
        List<LongToDoubleFunction> curves = List.of(Curves::processor,
                Curves::smallModelOnProcessor, Curves::gpu, Curves::tiledGpu, Curves::constant,
                Curves::proportional);
        List<ToDoubleFunction<RandomGenerator>> chances =
                List.of(Curves::quiet, Curves::noisy, Curves::interrupted);
        return Stream.of(512, 8_192)
                .flatMap(max -> curves.stream()
                        .flatMap(curve -> chances.stream()
                                .map(chance -> Arguments.of(max, curve, chance))));
    }

    @ParameterizedTest
    @MethodSource("machines")
    void ends_near_the_cheapest_batch_and_stays_there(int tokensMax, LongToDoubleFunction curve,
            ToDoubleFunction<RandomGenerator> chance) {
        double costs = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            SimulatedLane lane = new SimulatedLane(new SplittableRandom(seed),
                    new CostModel(tokensMax, null), curve, chance);
            lane.run(BATCHES_TO_LEARN);
            costs += lane.run(BATCHES_AFTER);
        }

        assertThat(costs / SEEDS / Curves.bestPerToken(curve, tokensMax)).as("cost over the best")
                .isLessThan(WORSE_THAN_BEST_MAX);
    }

    @ParameterizedTest
    @MethodSource("machines")
    void spends_a_small_share_of_the_batches_on_trying(int tokensMax, LongToDoubleFunction curve,
            ToDoubleFunction<RandomGenerator> chance) {
        SimulatedLane lane = new SimulatedLane(new SplittableRandom(1),
                new CostModel(tokensMax, null), curve, chance);

        lane.run(BATCHES_TO_LEARN + BATCHES_AFTER);

        assertThat((double) lane.candidates / lane.batches).isLessThan(0.12);
    }

    @Test
    void follows_a_machine_that_becomes_another() {
        SimulatedLane lane = new SimulatedLane(new SplittableRandom(1), new CostModel(8_192, null),
                Curves::processor, Curves::noisy);
        lane.run(BATCHES_TO_LEARN);

        lane.curve = Curves::gpu;
        lane.run(BATCHES_TO_LEARN);
        double onGpu = lane.run(BATCHES_AFTER);
        lane.curve = Curves::processor;
        lane.run(2 * BATCHES_TO_LEARN);
        double onProcessor = lane.run(BATCHES_AFTER);

        assertThat(onGpu / Curves.bestPerToken(Curves::gpu, 8_192)).isLessThan(1.06);
        assertThat(onProcessor / Curves.bestPerToken(Curves::processor, 8_192)).isLessThan(1.06);
    }

    @Test
    void begins_where_another_ended() {
        CostModel first = new CostModel(8_192, null);
        new SimulatedLane(new SplittableRandom(1), first, Curves::gpu, Curves::noisy)
                .run(BATCHES_TO_LEARN);
        LearnedCost learned = first.learned().orElseThrow();

        CostModel second = new CostModel(8_192, learned);

        assertThat(second.learned()).contains(learned);
        assertThat(second.budget()).isEqualTo(new Budget(learned.budgetTokens(), false));
        assertThat(second.expectedNanos(1_000)).isEqualTo(first.expectedNanos(1_000));
    }

    @Test
    void never_goes_beyond_what_an_engine_takes() {
        LearnedCost elsewhere = new LearnedCost(5e6, 1, 0, 8_192);

        assertThat(new CostModel(512, elsewhere).budget().tokens()).isEqualTo(512);
        assertThat(new CostModel(32, null).budget().tokens()).isEqualTo(32);
    }

    @Test
    void expects_nothing_before_it_has_seen_anything() {
        CostModel model = new CostModel(512, null);

        assertThat(model.expectedNanos(100)).isNaN();
        assertThat(model.learned()).isEmpty();
    }

    @Test
    void a_size_that_the_work_never_fills_is_given_up() {
        CostModel model = new CostModel(4_096, null);
        long trying = 0;
        for (int i = 0; i < 10_000; i++) {
            Budget budget = model.budget();
            // There is always a little more work than one batch of 512 tokens, never a full 1,024.
            boolean full = budget.tokens() <= 512;
            long tokens = full ? budget.tokens() : 600;
            model.onSent(budget, tokens, full);
            model.onScored(budget, tokens, 100 * tokens, full, (long) Curves.gpu(tokens));
            trying += budget.candidate() ? 1 : 0;
        }

        assertThat(model.learned().orElseThrow().budgetTokens()).isEqualTo(512);
        assertThat(trying).isBetween(1L, 2_000L);
    }
}
