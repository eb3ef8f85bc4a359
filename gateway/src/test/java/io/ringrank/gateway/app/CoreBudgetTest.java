// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CoreBudgetTest {

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 2", "4, 4", "8, 7", "64, 63"})
    void one_deployment_gets_all_cores_but_what_the_gateway_needs(int cores, int lanes) {
        assertThat(lanes(new CoreBudget(cores, 0), 1)).containsExactly(lanes);
    }

    @Test
    void deployments_share_fairly() {
        assertThat(lanes(new CoreBudget(4, 0), 3)).containsExactly(2, 1, 1);
        assertThat(lanes(new CoreBudget(16, 0), 4)).containsExactly(4, 4, 4, 3);
    }

    @Test
    void every_deployment_has_a_lane_even_when_there_are_more_of_them_than_cores() {
        assertThat(lanes(new CoreBudget(2, 0), 5)).containsExactly(1, 1, 1, 1, 1);
    }

    @Test
    void the_operator_decides_for_each_deployment() {
        assertThat(lanes(new CoreBudget(2, 3), 2)).containsExactly(3, 3);
    }

    @Test
    void shares_sum_up_to_the_cores_and_differ_by_one_at_most() {
        for (int cores = 1; cores <= 40; cores++) {
            for (int deployments = 1; deployments <= cores; deployments++) {
                List<Integer> lanes = lanes(new CoreBudget(cores, 0), deployments);
                int sum = lanes.stream().mapToInt(Integer::intValue).sum();
                int kept = cores < CoreBudget.CORES_TO_KEEP_ONE ? 0 : 1;
                assertThat(sum).isEqualTo(Math.max(deployments, cores - kept));
                assertThat(lanes.getFirst() - lanes.getLast()).isBetween(0, 1);
            }
        }
    }

    @Test
    void refuses_a_machine_without_cores() {
        assertThatThrownBy(() -> new CoreBudget(0, 0)).hasMessageContaining("0 with 0");
    }

    private static List<Integer> lanes(CoreBudget budget, int deployments) {
        return IntStream.range(0, deployments).mapToObj(i -> budget.lanes(i, deployments)).toList();
    }
}
