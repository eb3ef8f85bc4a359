// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.eval.measure;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class MeasureTest {

    private static final Offset<Double> EXACT = Offset.offset(1e-12);

    @Test
    void ndcg_is_the_discounted_gain_over_that_of_the_ideal_order() {
        // The textbook's example: six documents are ranked, two relevant ones are not found.
        GradedRanking ranking = new GradedRanking(new int[]{3, 2, 3, 0, 1, 2},
                new int[]{3, 3, 3, 2, 2, 2, 1});
        double found = 3 + 2 / log2(3) + 3 / log2(4) + 1 / log2(6) + 2 / log2(7);
        double ideal = 3 + 3 / log2(3) + 3 / log2(4) + 2 / log2(5) + 2 / log2(6) + 2 / log2(7);

        assertThat(found).isCloseTo(6.861, Offset.offset(5e-4));
        assertThat(ideal).isCloseTo(8.740, Offset.offset(5e-4));
        assertThat(Measure.NDCG.of(ranking, 6)).isCloseTo(found / ideal, EXACT);
    }

    @Test
    void ndcg_of_one_relevant_document_is_the_discount_of_its_rank() {
        assertThat(Measure.NDCG.of(one(1), 10)).isEqualTo(1);
        assertThat(Measure.NDCG.of(one(2), 10)).isCloseTo(0.6309297535714575, EXACT);
        assertThat(Measure.NDCG.of(one(3), 10)).isCloseTo(0.5, EXACT);
        assertThat(Measure.NDCG.of(one(10), 10)).isCloseTo(1 / log2(11), EXACT);
        assertThat(Measure.NDCG.of(one(11), 10)).isZero();
    }

    @Test
    void ndcg_is_1_if_the_first_ranks_are_the_best_there_could_be() {
        GradedRanking ranking = new GradedRanking(new int[]{2, 1}, new int[]{2, 1, 1, 1});

        assertThat(Measure.NDCG.of(ranking, 2)).isEqualTo(1);
        assertThat(Measure.NDCG.of(ranking, 3)).isLessThan(1);
    }

    @Test
    void reciprocal_rank_looks_at_the_first_relevant_document_down_to_the_cut() {
        GradedRanking ranking = new GradedRanking(new int[]{0, 0, 1, 2}, new int[]{2, 1});

        assertThat(Measure.RECIPROCAL_RANK.of(ranking, 10)).isCloseTo(1.0 / 3, EXACT);
        assertThat(Measure.RECIPROCAL_RANK.of(ranking, 3)).isCloseTo(1.0 / 3, EXACT);
        assertThat(Measure.RECIPROCAL_RANK.of(ranking, 2)).isZero();
    }

    @Test
    void recall_counts_what_was_not_found_too() {
        GradedRanking ranking = new GradedRanking(new int[]{1, 0, 3}, new int[]{3, 1, 1, 1});

        assertThat(Measure.RECALL.of(ranking, 1)).isEqualTo(0.25);
        assertThat(Measure.RECALL.of(ranking, 3)).isEqualTo(0.5);
        assertThat(Measure.RECALL.of(ranking, 100)).isEqualTo(0.5);
    }

    @Test
    void average_precision_takes_the_precision_at_each_relevant_document() {
        GradedRanking ranking = new GradedRanking(new int[]{1, 0, 2, 0, 1}, new int[]{2, 1, 1, 1});

        assertThat(Measure.AVERAGE_PRECISION.of(ranking, 5))
                .isCloseTo((1.0 + 2.0 / 3 + 3.0 / 5) / 4, EXACT);
        assertThat(Measure.AVERAGE_PRECISION.of(ranking, 3)).isCloseTo((1.0 + 2.0 / 3) / 4, EXACT);
    }

    @Test
    void a_ranking_without_documents_is_worth_nothing() {
        GradedRanking ranking = new GradedRanking(new int[]{}, new int[]{1});

        for (Measure measure : Measure.values()) {
            assertThat(measure.of(ranking, 10)).as(measure.name()).isZero();
        }
    }

    @Test
    void the_best_order_has_the_same_documents_the_highest_grades_first() {
        GradedRanking ranking = new GradedRanking(new int[]{0, 1, 3, 0, 2}, new int[]{3, 3, 2, 1});

        assertThat(ranking.ideal().ranked()).containsExactly(3, 2, 1, 0, 0);
        assertThat(ranking.ranked()).containsExactly(0, 1, 3, 0, 2);
    }

    private static GradedRanking one(int rank) {
        int[] ranked = new int[20];
        ranked[rank - 1] = 1;
        return new GradedRanking(ranked, new int[]{1});
    }

    private static double log2(double value) {
        return Math.log(value) / Math.log(2);
    }
}
