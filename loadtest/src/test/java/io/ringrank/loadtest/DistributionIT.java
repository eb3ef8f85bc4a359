// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archive that is installed, unpacked where there is nothing else. */
class DistributionIT {

    private static final long PATIENCE_SECONDS = 120;

    @TempDir
    private static Path directory;

    private static Path home;

    @BeforeAll
    static void unpack() throws Exception {
        run(directory, "tar", "-xzf", System.getProperty("ringrank.distribution"));
        try (Stream<Path> folders = Files.list(directory)) {
            home = folders.filter(folder -> Files.isExecutable(folder.resolve("ringrank")))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** What a program printed on standard output; it must end with status 0. */
    private static String run(Path where, String... command)
            throws IOException, InterruptedException {
        File out = Files.createTempFile(directory, "out", ".txt").toFile();
        File errors = Files.createTempFile(directory, "errors", ".txt").toFile();
        Process process = new ProcessBuilder(command).directory(where.toFile())
                .redirectOutput(out)
                .redirectError(errors)
                .start();
        try {
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroy();
        }
        assertThat(process.exitValue())
                .as(Files.readString(errors.toPath(), StandardCharsets.UTF_8))
                .isZero();
        return Files.readString(out.toPath(), StandardCharsets.UTF_8);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Test
    void serves_the_request_of_the_quickstart() throws Exception {
        String answer = run(home, "./ringrank", "quickstart", "--once", "--port",
                String.valueOf(freePort()), "--data", directory.resolve("data").toString());

        assertThat(answer).contains("\"object\":\"list\"", "\"index\":2,\"relevance_score\":5.0");
        assertThat(home.resolve("target")).as("what only a checkout needs").doesNotExist();
    }

    /** With that mode the JVM ends when it can't use the cache, in this folder and with these jars. */
    @Test
    void starts_with_the_classes_that_were_loaded_when_it_was_packed() throws Exception {
        Path cache = home.resolve("lib").resolve("ringrank.aot");
        assertThat(cache).isRegularFile();

        assertThat(run(home, "env", "RINGRANK_JAVA_OPTS=-XX:AOTMode=on", "./ringrank", "version"))
                .startsWith("ringrank ");
    }

    @Test
    void reads_over_a_cache_of_another_java() throws Exception {
        Path cache = home.resolve("lib").resolve("ringrank.aot");
        Path kept = Files.move(cache, home.resolve("kept.aot"));
        try {
            Files.writeString(cache, "of another one");

            assertThat(run(home, "./ringrank", "version").lines()).singleElement()
                    .asString()
                    .startsWith("ringrank ");
        } finally {
            Files.move(kept, cache, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    @Test
    void finds_the_libraries_that_came_with_it() throws Exception {
        String listing = run(home, "./ringrank", "natives", "list", "--data",
                directory.resolve("others").toString());
        List<String> packed = Files.isDirectory(home.resolve("natives"))
                ? List.of(home.resolve("natives").toString(), "jllama")
                : List.of("jllama");

        assertThat(listing).contains(packed);
    }

    @Test
    void holds_what_is_needed_and_no_tests() throws Exception {
        try (Stream<Path> jars = Files.list(home.resolve("lib"))) {
            assertThat(jars.map(jar -> jar.getFileName().toString()))
                    .anyMatch(name -> name.startsWith("gateway-"))
                    .anyMatch(name -> name.startsWith("loadtest-"))
                    .noneMatch(name -> name.matches(".*(gatling|junit|assertj|-tests).*"));
        }
        assertThat(home.resolve("LICENSE")).isRegularFile();
        assertThat(home.resolve("configs/ringrank.yaml")).isRegularFile();
    }
}
