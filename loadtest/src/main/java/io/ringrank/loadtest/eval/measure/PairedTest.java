// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.eval.measure;

import java.util.SplittableRandom;

/**
 * Whether differences between pairs are more than chance: the two-sided randomisation test on their
 * mean (Smucker, Allan and Carterette, CIKM 2007). If before and after were the same, every
 * difference could as well have the other sign; p is the share of random signs that give a mean at
 * least as far from 0. The differences as they are count as one of the samples, so that p is never 0
 * (Phipson and Smyth, 2010).
 */
public final class PairedTest {

    /** How many times signs are drawn. */
    public static final int SAMPLES = 10_000;

    /** Sums of the same numbers in other signs may differ in their last bits. */
    private static final double ROUNDING = 1e-12;

    private PairedTest() {}

    /** From just over 0 to 1, where 1 is no difference at all; the same for the same seed. */
    public static double pValue(double[] differences, long seed) {
        double observed = 0;
        double size = 0;
        for (double difference : differences) {
            observed += difference;
            size += Math.abs(difference);
        }
        double least = Math.abs(observed) - ROUNDING * size;
        SplittableRandom random = new SplittableRandom(seed);
        int atLeast = 1;
        for (int i = 0; i < SAMPLES; i++) {
            if (Math.abs(sum(differences, random)) >= least) {
                atLeast++;
            }
        }
        return (double) atLeast / (SAMPLES + 1);
    }

    private static double sum(double[] differences, SplittableRandom random) {
        double sum = 0;
        long signs = 0;
        for (int i = 0; i < differences.length; i++) {
            signs = i % Long.SIZE == 0 ? random.nextLong() : signs >>> 1;
            sum += (signs & 1) == 0 ? differences[i] : -differences[i];
        }
        return sum;
    }
}
