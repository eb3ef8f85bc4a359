// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringrank.scheduler.cost.EngineKind;
import io.ringrank.scheduler.cost.LearnedCost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CostFileTest {

    private static final EngineKind KIND = new EngineKind("f00d", "b4916", "Some Processor");
    private static final LearnedCost COST = new LearnedCost(1e5, 6_000.5, 0.25, 256);

    @TempDir
    private Path directory;

    @Test
    void remembers_over_a_restart() {
        new CostFile(directory).learn(Map.of(KIND, COST));

        assertThat(new CostFile(directory).costs()).containsExactly(Map.entry(KIND, COST));
    }

    @Test
    void replaces_what_was_learned_before_and_keeps_what_was_learned_of_others() {
        EngineKind other = new EngineKind("f00d", "0.5.0", "Some Processor");
        new CostFile(directory).learn(Map.of(KIND, COST, other, COST));
        LearnedCost newer = new LearnedCost(1, 2, 3, 64);

        new CostFile(directory).learn(Map.of(KIND, newer));

        assertThat(new CostFile(directory).costs()).containsOnly(Map.entry(KIND, newer),
                Map.entry(other, COST));
    }

    @Test
    void forgets_the_oldest_of_too_many() {
        CostFile file = new CostFile(directory);
        for (int i = 0; i < 100; i++) {
            file.learn(Map.of(new EngineKind("model " + i, "b4916", "p"), COST));
        }

        assertThat(new CostFile(directory).costs()).hasSize(64)
                .containsKey(new EngineKind("model 99", "b4916", "p"))
                .doesNotContainKey(new EngineKind("model 0", "b4916", "p"));
    }

    @Test
    void leaves_no_other_file_behind() throws IOException {
        new CostFile(directory).learn(Map.of(KIND, COST));

        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).containsExactly(directory.resolve("learned-costs.json"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "not JSON", "[]", "{\"costs\": 7}", "{\"costs\": [7, {}, null]}",
        "{\"costs\": [{\"model_sha256\": \"a\", \"native_build\": \"b\", \"device\": \"c\","
                + " \"ns_per_batch\": -1, \"ns_per_token\": 1, \"ns_per_token_squared\": 0,"
                + " \"budget_tokens\": 64}]}"})
    void begins_anew_where_the_file_is_rubbish(String rubbish) throws IOException {
        Files.writeString(directory.resolve("learned-costs.json"), rubbish);

        CostFile file = new CostFile(directory);

        assertThat(file.costs()).isEmpty();
        file.learn(Map.of(KIND, COST));
        assertThat(new CostFile(directory).costs()).containsKey(KIND);
    }

    @Test
    void works_without_a_file_where_none_can_be_written() throws IOException {
        CostFile file = new CostFile(Files.writeString(directory.resolve("file"), "no folder"));

        file.learn(Map.of(KIND, COST));

        assertThat(file.costs()).containsKey(KIND);
    }
}
