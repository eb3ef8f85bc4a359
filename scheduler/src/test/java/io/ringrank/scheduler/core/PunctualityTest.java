// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PunctualityTest {

    private static final long TIMEOUT = 2_000_000_000;

    private final Punctuality punctuality = new Punctuality();
    private final SplittableRandom random = new SplittableRandom(9);

    @Test
    void stretches_forecasts_until_nine_in_ten_jobs_are_done_by_then() {
        int late = 0;
        for (int i = 0; i < 20_000; i++) {
            long took = (long) (TIMEOUT / 2 * Math.exp(0.4 * random.nextGaussian()));
            late += i >= 10_000 && took > punctuality.stretch(0) * TIMEOUT / 2 ? 1 : 0;
            punctuality.observe(TIMEOUT / 2, took, TIMEOUT, 0);
        }

        assertThat(late / 10_000.0).isBetween(0.07, 0.12);
    }

    @Test
    void shrinks_them_again_when_the_machine_is_as_fast_as_it_was() {
        for (int i = 0; i < 100; i++) {
            punctuality.observe(TIMEOUT / 2, TIMEOUT, TIMEOUT, 0);
        }
        assertThat(punctuality.stretch(0)).isBetween(1.9, 2.2);

        for (int i = 0; i < 1_000; i++) {
            punctuality.observe(TIMEOUT / 2, TIMEOUT / 4, TIMEOUT, 0);
        }

        assertThat(punctuality.stretch(0)).isLessThan(1);
    }

    @Test
    void forgets_a_stretch_under_which_nothing_is_learned_any_more() {
        for (int i = 0; i < 100; i++) {
            punctuality.observe(TIMEOUT / 2, 4 * TIMEOUT, TIMEOUT, 0);
        }
        assertThat(punctuality.stretch(0)).isEqualTo(4);

        assertThat(punctuality.stretch(20_000_000_000L)).isBetween(1.0, 1.01);
    }

    @Test
    void jobs_that_had_to_wait_for_nobody_count_for_nothing() {
        punctuality.observe(TIMEOUT / 10, TIMEOUT, TIMEOUT, 0);
        punctuality.observe(0, TIMEOUT, TIMEOUT, 0);

        assertThat(punctuality.stretch(0)).isEqualTo(1);
    }
}
