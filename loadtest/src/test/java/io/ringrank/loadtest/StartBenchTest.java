// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ringrank.gateway.app.ServerStartException;
import io.ringrank.gateway.cli.Cli;
import io.ringrank.gateway.cli.CliContext;
import io.ringrank.gateway.cli.CliExtension;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

/** With a real server. */
class StartBenchTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int bench(String... options) {
        CliContext context = new CliContext(Map.of(), null, InputStream.nullInputStream(),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        List<CliExtension> extensions = ServiceLoader.load(CliExtension.class)
                .stream()
                .map(ServiceLoader.Provider::get)
                .toList();
        List<String> arguments = new ArrayList<>(List.of("bench", "start"));
        arguments.addAll(List.of(options));
        return new Cli(context, (config, progress) -> {
            throw new ServerStartException("the server has a process of its own");
        }, extensions).run(arguments.toArray(String[]::new));
    }

    @Test
    void prints_one_json_object_with_the_time_and_the_memory() throws Exception {
        assertThat(bench("--rounds", "1", "--idle-seconds", "0", "--json"))
                .as(err.toString(StandardCharsets.UTF_8))
                .isZero();

        assertThat(out.toString(StandardCharsets.UTF_8).lines()).hasSize(1);
        JsonNode report = new ObjectMapper().readTree(out.toByteArray());
        assertThat(report.path("first_answer_seconds").asDouble()).isPositive();
        assertThat(report.path("idle_gateway_mib").asDouble()).isPositive();
        assertThat(report.path("idle_engines_mib").asDouble()).isPositive();
    }

    @Test
    void refuses_to_measure_nothing() {
        assertThat(bench("--rounds", "0")).isEqualTo(2);
        assertThat(bench("--idle-seconds", "-1")).isEqualTo(2);
    }
}
