// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Signals reach a process, so each test starts one. */
@Timeout(60)
class ForegroundTest {

    @TempDir
    Path data;

    @Test
    void a_server_that_is_told_to_stop_drains_and_ends_with_status_0() throws Exception {
        Process process = start("serve", "--json", "--port", "0", "--data", data.toString());
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            assertThat(out.readLine()).startsWith("{\"server\":\"http://127.0.0.1:");

            process.destroy();

            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
            assertThat(Files.readAllLines(data.resolve("stderr")))
                    .containsSequence("ringrank: stopping: admitted requests are finished first",
                            "closed 1 time(s)");
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void quickstart_serves_after_its_answer_until_it_is_told_to_stop() throws Exception {
        Process process = start("quickstart", "--port", "0", "--data", data.toString());
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            String line = out.readLine();
            while (!line.startsWith("curl ")) {
                line = out.readLine();
            }
            assertThat(process.isAlive()).isTrue();

            process.destroy();

            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    private Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                System.getProperty("java.class.path"), FakeMain.class.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectError(data.resolve("stderr").toFile()).start();
    }
}
