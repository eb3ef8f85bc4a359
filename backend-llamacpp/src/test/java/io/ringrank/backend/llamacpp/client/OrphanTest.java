// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.client;

import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.ringrank.backend.llamacpp.engine.EngineMain;
import io.ringrank.backend.llamacpp.engine.StuckEngineMain;
import io.ringrank.backend.llamacpp.fixture.TinyBert;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No engine outlives its gateway, not even one that was killed with no time to say so. */
class OrphanTest {
    /*
     * An orphan belongs to the first process of the machine, which may take seconds to notice that it
     * ended, and until then it looks alive. Its output does not lie: the pipe, opened once more by way
     * of /proc, ends when the last process that could write into it has ended.
     */

    private static final int LATEST_SECONDS = 2;

    @TempDir
    private Path directory;

    @Test
    void a_running_engine_ends_when_its_gateway_is_killed() throws Exception {
        assertThatTheEngineEndsWithItsGateway(EngineMain.class);
    }

    @Test
    void an_engine_inside_a_native_call_ends_when_its_gateway_is_killed() throws Exception {
        assertThatTheEngineEndsWithItsGateway(StuckEngineMain.class);
    }

    private void assertThatTheEngineEndsWithItsGateway(Class<?> engineMain) throws Exception {
        Path model = new TinyBert().write(directory.resolve("tiny.gguf"));
        Process gateway = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx64m",
                "-Djava.io.tmpdir=" + directory, "-cp", System.getProperty("java.class.path"),
                GatewayMain.class.getName(), model.toString(), engineMain.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader output = gateway.inputReader()) {
            String pid = CompletableFuture.supplyAsync(() -> line(output))
                    .get(SupervisedEngine.LONGEST_WAIT.toSeconds(), TimeUnit.SECONDS);
            Path outputOfEngine = Path.of("/proc/" + pid + "/fd/1");
            assumeThat(outputOfEngine).exists();
            try (InputStream engine = Files.newInputStream(outputOfEngine)) {
                CompletableFuture<Void> ended = CompletableFuture.runAsync(() -> drain(engine));

                gateway.destroyForcibly();

                assertThatNoException()
                        .isThrownBy(() -> ended.get(LATEST_SECONDS, TimeUnit.SECONDS));
            }
        } finally {
            gateway.destroyForcibly();
        }
    }

    private static void drain(InputStream pipe) {
        try {
            pipe.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String line(BufferedReader output) {
        try {
            return output.readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
