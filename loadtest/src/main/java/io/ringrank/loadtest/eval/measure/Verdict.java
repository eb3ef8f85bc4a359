// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.eval.measure;

/**
 * What changed between two series of figures for the same queries.
 *
 * @param effect better or worse only if it is significant, with p below {@value #SIGNIFICANCE}
 * @param wins queries that are better after
 * @param losses queries that are worse after
 * @param ties the others
 * @param pValue of {@link PairedTest}
 */
public record Verdict(Effect effect, int wins, int losses, int ties, double pValue) {

    /** Which way it went. */
    public enum Effect {
        BETTER, WORSE, UNCLEAR
    }

    private static final double SIGNIFICANCE = 0.05;

    /** Two orders of the same sum may differ by so much. */
    private static final double ROUNDING = 1e-12;

    /** @param differences after less before, one for each query */
    public static Verdict of(double[] differences, long seed) {
        int wins = 0;
        int losses = 0;
        double sum = 0;
        for (double difference : differences) {
            wins += difference > ROUNDING ? 1 : 0;
            losses += difference < -ROUNDING ? 1 : 0;
            sum += difference;
        }
        double pValue = PairedTest.pValue(differences, seed);
        return new Verdict(effect(sum, pValue), wins, losses, differences.length - wins - losses,
                pValue);
    }

    private static Effect effect(double sum, double pValue) {
        if (pValue >= SIGNIFICANCE) {
            return Effect.UNCLEAR;
        }
        return sum > 0 ? Effect.BETTER : Effect.WORSE;
    }
}
