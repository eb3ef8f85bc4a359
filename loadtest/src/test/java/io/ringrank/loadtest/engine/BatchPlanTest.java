// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringrank.scheduler.pair.PreparedPair;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchPlanTest {

    @Test
    void the_same_plan_gives_the_same_batches_and_another_lane_or_seed_others() {
        BatchPlan plan = plan(Workload.MIXED, 512);

        assertThat(BatchPlan.parse(plan.toLine())).isEqualTo(plan);
        assertThat(BatchPlan.parse(plan.toLine()).ofLane(1)).isEqualTo(plan.ofLane(1));
        assertThat(plan.ofLane(0)).isNotEqualTo(plan.ofLane(1));
        assertThat(new BatchPlan(Workload.MIXED, 8, 100, 512, 256, 1_000).ofLane(0))
                .isNotEqualTo(plan.ofLane(0));
    }

    @Test
    void uniform_pairs_fill_a_batch_to_the_last_token() {
        assertThat(plan(Workload.UNIFORM, 512).ofLane(0)).hasSize(25)
                .allSatisfy(batch -> assertThat(batch).hasSize(4)
                        .allMatch(pair -> pair.tokens() == 128));
    }

    @Test
    void a_batch_ends_before_the_pair_that_no_longer_fits() {
        List<List<PreparedPair>> batches = plan(Workload.MIXED, 512).ofLane(0);

        for (int i = 0; i + 1 < batches.size(); i++) {
            int tokens = tokens(batches.get(i));
            assertThat(tokens).isLessThanOrEqualTo(512);
            assertThat(tokens + batches.get(i + 1).getFirst().tokens()).isGreaterThan(512);
        }
    }

    @Test
    void the_size_of_batches_does_not_change_the_pairs() {
        List<PreparedPair> pairs = flat(plan(Workload.MIXED, 2_048));

        assertThat(flat(plan(Workload.MIXED, 512))).isEqualTo(pairs);
        assertThat(pairs).hasSize(100)
                .allMatch(pair -> pair.tokens() >= 16
                        && pair.tokens() <= Workload.TOKENS_MAX);
        assertThat(pairs).extracting(PreparedPair::tokens)
                .anyMatch(tokens -> tokens < 100)
                .anyMatch(tokens -> tokens > 400);
    }

    @Test
    void a_pair_that_is_larger_than_a_batch_makes_one_of_its_own() {
        assertThat(plan(Workload.UNIFORM, 100).ofLane(0)).hasSize(100);
    }

    @Test
    void a_batch_has_no_more_pairs_than_it_may() {
        assertThat(new BatchPlan(Workload.UNIFORM, 7, 100, 4_096, 10, 1_000).ofLane(0))
                .hasSize(10);
    }

    @Test
    void pairs_of_a_query_share_their_prefix_and_ids_are_in_the_vocabulary() {
        List<PreparedPair> pairs = flat(plan(Workload.UNIFORM, 512));

        assertThat(pairs.stream().map(PreparedPair::prefix).distinct()).hasSize(4);
        assertThat(pairs.get(0).prefix()).isSameAs(pairs.get(31).prefix());
        assertThat(pairs).allSatisfy(
                pair -> assertThat(Arrays.stream(pair.suffix().ids()))
                        .allMatch(id -> id >= 0 && id < 1_000));
    }

    private static BatchPlan plan(Workload workload, int tokensPerBatch) {
        return new BatchPlan(workload, 7, 100, tokensPerBatch, 256, 1_000);
    }

    private static List<PreparedPair> flat(BatchPlan plan) {
        return plan.ofLane(0).stream().flatMap(List::stream).toList();
    }

    private static int tokens(List<PreparedPair> batch) {
        return batch.stream().mapToInt(PreparedPair::tokens).sum();
    }
}
