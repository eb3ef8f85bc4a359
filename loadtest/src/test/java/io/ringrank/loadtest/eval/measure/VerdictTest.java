// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.eval.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class VerdictTest {

    @Test
    void p_is_the_share_of_signs_that_give_as_much() {
        // Of the eight ways to give three ones their signs, two have a sum of 3 or -3.
        assertThat(PairedTest.pValue(new double[]{1, 1, 1}, 1))
                .isCloseTo(2.0 / 8, Offset.offset(0.02));
        // 5, 3 and -1 sum to 7; so much give 5+3+1, 5+3-1 and their opposites.
        assertThat(PairedTest.pValue(new double[]{5, 3, -1}, 1))
                .isCloseTo(4.0 / 8, Offset.offset(0.02));
    }

    @Test
    void p_agrees_with_all_ways_to_give_signs() {
        SplittableRandom random = new SplittableRandom(3);
        double[] differences = random.doubles(12, -0.4, 0.6).toArray();

        assertThat(PairedTest.pValue(differences, 7))
                .isCloseTo(byEnumeration(differences), Offset.offset(0.015));
    }

    @Test
    void p_is_1_without_any_difference_and_never_0() {
        assertThat(PairedTest.pValue(new double[10], 1)).isEqualTo(1);

        double[] all = new double[200];
        Arrays.fill(all, 0.1);
        assertThat(PairedTest.pValue(all, 1)).isEqualTo(1.0 / (PairedTest.SAMPLES + 1));
    }

    @Test
    void the_same_seed_gives_the_same_p() {
        double[] differences = new SplittableRandom(5).doubles(100, -0.45, 0.55).toArray();

        assertThat(PairedTest.pValue(differences, 1)).isEqualTo(PairedTest.pValue(differences, 1));
        assertThat(PairedTest.pValue(differences, 2))
                .isNotEqualTo(PairedTest.pValue(differences, 1));
    }

    @Test
    void counts_wins_losses_and_ties() {
        Verdict verdict = Verdict.of(new double[]{0.5, -0.25, 0, 0.125, 1e-17}, 1);

        assertThat(verdict.wins()).isEqualTo(2);
        assertThat(verdict.losses()).isEqualTo(1);
        assertThat(verdict.ties()).isEqualTo(2);
        assertThat(verdict.effect()).isEqualTo(Verdict.Effect.UNCLEAR);
    }

    @Test
    void is_better_or_worse_only_if_that_is_significant() {
        double[] better = new double[20];
        Arrays.fill(better, 0.1);
        double[] worse = new double[20];
        Arrays.fill(worse, -0.1);

        assertThat(Verdict.of(better, 1).effect()).isEqualTo(Verdict.Effect.BETTER);
        assertThat(Verdict.of(worse, 1).effect()).isEqualTo(Verdict.Effect.WORSE);
        assertThat(Verdict.of(new double[]{0.1, 0.1}, 1).effect())
                .isEqualTo(Verdict.Effect.UNCLEAR);
    }

    private static double byEnumeration(double[] differences) {
        double observed = Math.abs(Arrays.stream(differences).sum());
        int ways = 1 << differences.length;
        int atLeast = 0;
        for (int signs = 0; signs < ways; signs++) {
            double sum = 0;
            for (int i = 0; i < differences.length; i++) {
                sum += (signs >> i & 1) == 0 ? differences[i] : -differences[i];
            }
            atLeast += Math.abs(sum) >= observed - 1e-9 ? 1 : 0;
        }
        return (double) atLeast / ways;
    }
}
