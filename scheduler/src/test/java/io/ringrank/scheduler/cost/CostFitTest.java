// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.function.LongToDoubleFunction;
import java.util.random.RandomGenerator;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class CostFitTest {

    private static final long[] SIZES = {40, 64, 100, 128, 256, 300, 512, 700, 1_024};

    private final RandomGenerator random = new SplittableRandom(7);
    private final CostFit fit = new CostFit();

    @Test
    void finds_the_terms_of_a_cost_it_sees_at_many_sizes() {
        for (int i = 0; i < 2_000; i++) {
            long tokens = SIZES[random.nextInt(SIZES.length)];
            fit.observe(tokens, (long) Curves.smallModelOnProcessor(tokens));
        }

        assertThat(fit.coefficients()[0]).isCloseTo(200e3, Percentage.withPercentage(1));
        assertThat(fit.coefficients()[1]).isCloseTo(6e3, Percentage.withPercentage(1));
        assertThat(fit.coefficients()[2]).isCloseTo(1.2, Percentage.withPercentage(1));
    }

    @Test
    void expects_what_batches_cost_on_average_when_they_vary() {
        see(Curves::smallModelOnProcessor, 2_000, SIZES);

        for (long tokens : SIZES) {
            assertThat(fit.expectedNanos(tokens)).as("at " + tokens)
                    .isCloseTo(Curves.smallModelOnProcessor(tokens), Percentage.withPercentage(7));
        }
    }

    @Test
    void one_interrupted_batch_hardly_matters() {
        see(Curves::processor, 500, SIZES);
        double before = fit.expectedNanos(512);

        fit.observe(512, (long) (100 * before));

        assertThat(fit.expectedNanos(512) / before).isCloseTo(1, within(0.01));
    }

    @Test
    void believes_a_machine_that_stays_slower() {
        see(Curves::processor, 500, SIZES);

        see(tokens -> 3 * Curves.processor(tokens), 500, SIZES);

        assertThat(fit.expectedNanos(512)).isCloseTo(3 * Curves.processor(512),
                Percentage.withPercentage(10));
    }

    @Test
    void the_first_batches_of_a_cold_engine_do_not_spoil_it() {
        fit.observe(512, (long) (20 * Curves.processor(512)));

        see(Curves::processor, 200, SIZES);

        assertThat(fit.expectedNanos(512)).isCloseTo(Curves.processor(512),
                Percentage.withPercentage(5));
    }

    @Test
    void is_sane_at_other_sizes_when_it_has_seen_one_only() {
        see(Curves::processor, 3_000, 256);

        assertThat(fit.expectedNanos(256)).isCloseTo(Curves.processor(256),
                Percentage.withPercentage(1));
        for (long tokens : new long[]{16, 64, 1_024, 8_192}) {
            assertThat(fit.expectedNanos(tokens) / Curves.processor(tokens)).as("at " + tokens)
                    .isBetween(0.5, 2.0);
        }
    }

    @Test
    void remembers_the_shape_while_it_sees_one_size_only() {
        see(Curves::gpu, 1_000, 64, 256, 1_024, 4_096);

        see(Curves::gpu, 10_000, 4_096);

        assertThat(fit.expectedNanos(64)).isCloseTo(Curves.gpu(64), Percentage.withPercentage(20));
    }

    @Test
    void never_expects_less_than_nothing_whatever_it_sees() {
        for (int run = 0; run < 200; run++) {
            CostFit any = new CostFit();
            for (int i = 0; i < 300; i++) {
                any.observe(1 + random.nextInt(32_768), random.nextLong(60_000_000_000L));
                for (long tokens = 1; tokens <= 32_768; tokens *= 8) {
                    assertThat(any.expectedNanos(tokens)).isFinite().isNotNegative();
                }
                for (double term : any.coefficients()) {
                    assertThat(term).isFinite().isNotNegative();
                }
            }
        }
    }

    private void see(LongToDoubleFunction curve, int batches, long... sizes) {
        for (int i = 0; i < batches; i++) {
            long tokens = sizes[random.nextInt(sizes.length)];
            fit.observe(tokens, (long) (curve.applyAsDouble(tokens) * Curves.noisy(random)));
        }
    }
}
