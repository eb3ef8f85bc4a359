// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LearnedCostTest {

    @Test
    void says_how_many_pairs_a_lane_scores_in_batches_of_the_best_size() {
        LearnedCost cost = new LearnedCost(1e6, 1e4, 0, 512);

        // Four pairs of 128 tokens in 1 + 5.12 ms.
        assertThat(cost.pairsPerSecond(128)).isCloseTo(4 / 6.12e-3, within(1e-6));
    }

    @Test
    void a_pair_longer_than_the_best_batch_goes_alone() {
        LearnedCost cost = new LearnedCost(0, 1e4, 0, 64);

        assertThat(cost.pairsPerSecond(100)).isCloseTo(1 / 1e-3, within(1e-6));
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1, Double.NaN, Double.POSITIVE_INFINITY})
    void refuses_what_is_no_cost(double nonsense) {
        assertThatThrownBy(() -> new LearnedCost(nonsense, 1, 1, 64))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new LearnedCost(1, 1, nonsense, 64))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refuses_a_batch_for_nothing_and_a_batch_of_nothing() {
        assertThatThrownBy(() -> new LearnedCost(0, 0, 0, 64))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new LearnedCost(1, 1, 1, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
