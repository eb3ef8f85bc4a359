// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class SpreadTest {

    @Test
    void the_median_is_the_middle_one_or_between_the_middle_two() {
        assertThat(Spread.of(9, 1, 5).median()).isEqualTo(5);
        assertThat(Spread.of(9, 1, 5, 7).median()).isEqualTo(6);
    }

    @Test
    void half_of_the_values_lie_between_the_quartiles() {
        assertThat(Spread.of(5, 4, 3, 2, 1)).isEqualTo(new Spread(1, 2, 3, 4, 5));
        assertThat(Spread.of(10, 20).quartile1()).isEqualTo(12.5);
        assertThat(Spread.of(7)).isEqualTo(new Spread(7, 7, 7, 7, 7));
    }

    @Test
    void ratios_are_those_of_rounds_and_not_of_medians() {
        // The machine was four times slower in the second round; both sides felt it.
        double[] side = {80, 20, 90};
        double[] yardstick = {100, 25, 100};

        Spread ratio = Spread.ofRatios(side, yardstick);

        assertThat(ratio.median()).isEqualTo(0.8);
        assertThat(ratio.most()).isEqualTo(0.9);
    }

    @Test
    void one_round_that_went_wrong_does_not_move_the_median() {
        assertThat(Spread.ofRatios(new double[]{99, 99, 1}, new double[]{100, 100, 100}).median())
                .isEqualTo(0.99);
    }

    @Test
    void there_is_no_spread_of_nothing_or_of_what_is_no_number() {
        assertThatIllegalArgumentException().isThrownBy(Spread::of);
        assertThatIllegalArgumentException().isThrownBy(() -> Spread.of(1, Double.NaN));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Spread.ofRatios(new double[]{1}, new double[]{1, 2}));
    }
}
