// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * Thousands of random runs. {@code -Dringrank.simulation.seeds=N} makes more of them and
 * {@code -Dringrank.simulation.first=SEED} starts elsewhere: a failure names the seed that repeats it.
 */
class SimulationTest {

    private static final int SEEDS = Integer.getInteger("ringrank.simulation.seeds", 2_000);
    private static final long FIRST = Long.getLong("ringrank.simulation.first", 1);

    @Test
    void keeps_its_promises_in_every_run() {
        long answered = 0;
        long deaths = 0;
        for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
            Simulation simulation = new Simulation(seed);
            try {
                simulation.run();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
            answered += simulation.answered;
            deaths += simulation.deaths;
        }
        assertThat(answered).isGreaterThan(SEEDS);
        assertThat(deaths).isPositive();
    }
}
