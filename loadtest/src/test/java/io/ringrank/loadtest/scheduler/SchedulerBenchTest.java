// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ringrank.loadtest.Commands;
import java.util.List;
import org.junit.jupiter.api.Test;

class SchedulerBenchTest {

    private final Commands commands = new Commands();

    @Test
    void prints_one_json_object_with_all_ratios() throws Exception {
        assertThat(commands.run("bench", "scheduler", "--rounds", "1", "--seconds", "1", "--json"))
                .as(commands::err)
                .isZero();

        assertThat(commands.out().lines()).hasSize(1);
        JsonNode report = new ObjectMapper().readTree(commands.out());
        for (String ratio : List.of("ring_ratio", "saturation_ratio", "goodput_ratio_3x",
                "goodput_ratio_3x_many_callers", "light_caller_ratio",
                "light_caller_ratio_large_texts", "hit_ratio")) {
            assertThat(report.path(ratio).asDouble()).as(ratio).isPositive();
        }
    }

    @Test
    void refuses_to_measure_nothing() {
        assertThat(commands.run("bench", "scheduler", "--rounds", "0")).isEqualTo(2);
        assertThat(commands.run("bench", "scheduler", "--seconds", "0")).isEqualTo(2);
    }
}
