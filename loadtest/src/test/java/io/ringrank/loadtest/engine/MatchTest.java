// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ringrank.gateway.cli.CommandFailedException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MatchTest {

    private static final long NANOS_PER_PAIR = 10_000_000;

    private final List<String> turns = new ArrayList<>();

    @Test
    void a_round_is_made_of_turns_and_who_begins_changes() throws CommandFailedException {
        Match match = match(new FakeSide("a", 1, 0), new FakeSide("b", 1, 0));
        match.calibrate(1);
        turns.clear();

        match.round();

        assertThat(turns).startsWith("a", "b", "b", "a").hasSizeBetween(4, 8);
    }

    @Test
    void a_round_takes_about_the_time_that_was_asked_for() throws CommandFailedException {
        FakeSide yardstick = new FakeSide("b", 1, 0);
        Match match = match(new FakeSide("a", 1, 0), yardstick);
        match.calibrate(3);
        long before = yardstick.nanos;

        match.round();

        assertThat((yardstick.nanos - before) / 1e9).isCloseTo(3, within(0.5));
    }

    @Test
    void both_sides_get_the_same_plan_and_no_turn_the_plan_of_another()
            throws CommandFailedException {
        FakeSide side = new FakeSide("a", 1, 0);
        FakeSide yardstick = new FakeSide("b", 1, 0);
        Match match = match(side, yardstick);

        match.round();
        match.round();

        assertThat(side.plans).isEqualTo(yardstick.plans).doesNotHaveDuplicates();
    }

    @Test
    void the_ratio_is_that_of_pairs_per_second_by_wall_clock_and_by_processor()
            throws CommandFailedException {
        Match match = match(new FakeSide("a", 1.25, 0), new FakeSide("b", 1, 0));

        match.round();

        assertThat(match.ratio().median()).isCloseTo(0.8, within(1e-6));
        assertThat(match.cpuRatio().orElseThrow().median()).isCloseTo(0.8, within(1e-6));
        assertThat(match.ofYardstick(RoundResult::pairsPerSecond).median()).isCloseTo(200,
                within(1e-6));
        assertThat(match.ofSide(RoundResult::busyShare).median()).isCloseTo(0.8, within(1e-6));
    }

    @Test
    void sides_that_score_the_same_pairs_differently_end_the_match() {
        Match match = match(new FakeSide("a", 1, 0.1), new FakeSide("b", 1, 0));

        assertThatThrownBy(match::round).isInstanceOf(CommandFailedException.class)
                .hasMessageStartingWith("the same pairs were scored differently");
    }

    @Test
    void no_number_is_no_score() {
        Match match = match(new FakeSide("a", 1, Double.NaN), new FakeSide("b", 1, 0));

        assertThatThrownBy(match::round).isInstanceOf(CommandFailedException.class);
    }

    private static Match match(Side side, Side yardstick) {
        return new Match(side, yardstick, new BatchPlan(Workload.UNIFORM, 1, 0, 512, 256, 100),
                1e-3);
    }

    /** Two lanes that take the same time for every pair. */
    private final class FakeSide implements Side {

        private final String name;
        private final double slowness;
        private final double score;
        private final List<BatchPlan> plans = new ArrayList<>();
        private long nanos;

        FakeSide(String name, double slowness, double score) {
            this.name = name;
            this.slowness = slowness;
            this.score = score;
        }

        @Override
        public RoundResult run(BatchPlan plan) {
            turns.add(name);
            plans.add(plan);
            long computeNanos = plan.pairsPerLane() * NANOS_PER_PAIR;
            long laneNanos = (long) (computeNanos * slowness);
            nanos += laneNanos;
            LaneResult lane = new LaneResult(plan.pairsPerLane(), 1, laneNanos, computeNanos,
                    score * plan.pairsPerLane());
            return new RoundResult(List.of(lane, lane), 2 * laneNanos);
        }

        @Override
        public void close() {}
    }
}
