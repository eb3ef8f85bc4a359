// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class EngineCommandTest {

    private static final EngineJvm JVM =
            new EngineJvm(Path.of("/bin/java"), "cp", "Main", 64, Path.of("/e"));

    @Test
    void passes_on_nothing_of_the_environment_that_is_not_listed() {
        assumeThat(System.getenv()).as("something that is not listed").containsKey("PWD");

        ProcessBuilder command = EngineCommand.of(3, JVM, Path.of("/s"));

        assertThat(command.environment()).containsEntry("GGML_NO_BACKTRACE", "1")
                .containsEntry("OMP_NUM_THREADS", "1")
                .doesNotContainKeys("JAVA_TOOL_OPTIONS",
                        "HF_TOKEN", "PWD");
    }

    @Test
    void gives_the_engine_its_heap_its_error_file_and_its_socket() {
        assertThat(EngineCommand.of(3, JVM, Path.of("/s")).command()).contains("-Xmx64m",
                "-XX:ErrorFile=/e/engine-3-error.log", "--enable-native-access=ALL-UNNAMED")
                .endsWith("-cp", "cp", "Main", "/s");
    }

    @Test
    void allows_no_core_file_and_keeps_arguments_as_they_are() throws Exception {
        ProcessBuilder command = EngineCommand.of(3, JVM, Path.of("/s"));
        command.command(List.of("/bin/sh", "-c", command.command().get(2), "ringrank-engine",
                "/bin/sh", "-c", "ulimit -c; echo \"$1\"", "sh", "a b $HOME"));

        Process process = command.start();
        String output =
                new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(output).isEqualTo("0\na b $HOME\n");
    }
}
