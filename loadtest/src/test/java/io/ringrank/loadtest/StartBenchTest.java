// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

/** With a real server. */
class StartBenchTest {

    private final Commands commands = new Commands();

    @Test
    void prints_one_json_object_with_the_time_and_the_memory() throws Exception {
        assertThat(commands.run("bench", "start", "--rounds", "1", "--idle-seconds", "0", "--json"))
                .as(commands::err)
                .isZero();

        assertThat(commands.out().lines()).hasSize(1);
        JsonNode report = new ObjectMapper().readTree(commands.out());
        assertThat(report.path("first_answer_seconds").asDouble()).isPositive();
        assertThat(report.path("idle_gateway_mib").asDouble()).isPositive();
        assertThat(report.path("idle_engines_mib").asDouble()).isPositive();
    }

    @Test
    void refuses_to_measure_nothing() {
        assertThat(commands.run("bench", "start", "--rounds", "0")).isEqualTo(2);
        assertThat(commands.run("bench", "start", "--idle-seconds", "-1")).isEqualTo(2);
    }
}
