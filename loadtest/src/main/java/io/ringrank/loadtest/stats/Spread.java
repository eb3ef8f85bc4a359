// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.stats;

import java.util.Arrays;

/**
 * How values lie: half of them between the quartiles. Quartiles between two values are interpolated
 * (Hyndman and Fan, "Sample Quantiles in Statistical Packages", 1996, type 7).
 */
public record Spread(double least, double quartile1, double median, double quartile3, double most) {

    /** @throws IllegalArgumentException if there are no values, or one is not a number */
    public static Spread of(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        // NaN sorts behind everything else.
        if (sorted.length == 0 || Double.isNaN(sorted[sorted.length - 1])) {
            throw new IllegalArgumentException("no spread of " + Arrays.toString(values));
        }
        return new Spread(quantile(sorted, 0), quantile(sorted, 0.25), quantile(sorted, 0.5),
                quantile(sorted, 0.75), quantile(sorted, 1));
    }

    /**
     * The spread of value by value quotients, which is not that of the quotients of medians: what
     * slows a whole round down slows both of its halves and cancels out.
     */
    public static Spread ofRatios(double[] dividends, double[] divisors) {
        if (dividends.length != divisors.length) {
            throw new IllegalArgumentException(
                    dividends.length + " values over " + divisors.length);
        }
        double[] ratios = new double[dividends.length];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = dividends[i] / divisors[i];
        }
        return of(ratios);
    }

    private static double quantile(double[] sorted, double fraction) {
        double place = fraction * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
}
