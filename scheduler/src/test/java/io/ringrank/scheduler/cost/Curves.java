// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.cost;

import java.util.function.LongToDoubleFunction;
import java.util.random.RandomGenerator;

/** What batches of some machines cost, in nanoseconds, and what chance adds to it. */
final class Curves {

    private static final int TOKENS_MIN = 64;

    private Curves() {}

    /** As measured on two cores: 11.6, 11.5, 10.9 and 10.2 pairs a second at 128 to 1,024 tokens. */
    static double processor(long tokens) {
        return 660e3 * tokens + 105.0 * tokens * tokens;
    }

    static double smallModelOnProcessor(long tokens) {
        return 200e3 + 6e3 * tokens + 1.2 * tokens * tokens;
    }

    static double gpu(long tokens) {
        return 4e6 + 2e3 * tokens + 0.02 * tokens * tokens;
    }

    /** Work is done in tiles of 256 tokens, filled or not. */
    static double tiledGpu(long tokens) {
        return 3e6 + 400e3 * Math.ceil(tokens / 256.0);
    }

    static double constant(long tokens) {
        return 5e6;
    }

    static double proportional(long tokens) {
        return 100e3 * tokens;
    }

    static double quiet(RandomGenerator random) {
        return 1;
    }

    static double noisy(RandomGenerator random) {
        return Math.exp(0.1 * random.nextGaussian());
    }

    /** One batch in ten is interrupted for up to nine times as long as it takes. */
    static double interrupted(RandomGenerator random) {
        double usual = 1 + 0.1 * Math.abs(random.nextGaussian());
        return random.nextInt(10) == 0 ? usual * (1 + 9 * random.nextDouble()) : usual;
    }

    /** What a token costs at the best size there is. */
    static double bestPerToken(LongToDoubleFunction curve, int tokensMax) {
        double best = Double.POSITIVE_INFINITY;
        for (double tokens = TOKENS_MIN; tokens <= tokensMax; tokens *= 1.02) {
            long whole = Math.round(tokens);
            best = Math.min(best, curve.applyAsDouble(whole) / whole);
        }
        return Math.min(best, curve.applyAsDouble(tokensMax) / tokensMax);
    }
}
