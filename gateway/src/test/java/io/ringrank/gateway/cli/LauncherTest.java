// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The shell script {@code ringrank}, with a java and a mvn that only tell how they were called. */
@Timeout(60)
class LauncherTest {

    private static final Path SCRIPT = Path.of("..", "ringrank");

    @TempDir
    Path folder;

    private Path home;
    private Path jdk;

    @BeforeEach
    void unpack() throws IOException {
        home = Files.createDirectories(folder.resolve("a folder").resolve("ring rank"));
        Files.copy(SCRIPT, home.resolve("ringrank"), StandardCopyOption.COPY_ATTRIBUTES);
        jdk = jdk("jdk 25", "25.0.3");
    }

    @Test
    void an_unpacked_distribution_needs_no_build_and_passes_arguments_as_they_are()
            throws Exception {
        Path lib = Files.createDirectory(home.resolve("lib"));
        for (String jar : List.of("b.jar", "a-c.jar", "B.jar", "a.jar")) {
            Files.createFile(lib.resolve(jar));
        }

        Run run = launch(home.resolve("ringrank"), "rerank", "--query", "two words", "", "*");

        assertThat(run.status()).isZero();
        assertThat(run.out())
                .endsWith("""
                          [-Dringrank.home=%1$s]
                          [-cp]
                          [%1$s/lib/B.jar:%1$s/lib/a-c.jar:%1$s/lib/a.jar:%1$s/lib/b.jar]
                          [io.ringrank.gateway.cli.Main]
                          [rerank]
                          [--query]
                          [two words]
                          []
                          [*]
                          """.formatted(home.toRealPath()));
        assertThat(run.err()).isEmpty();
    }

    @Test
    void gives_java_the_cache_of_its_classes_if_one_was_packed() throws Exception {
        Path lib = Files.createDirectory(home.resolve("lib"));
        assertThat(launch(home.resolve("ringrank"), "serve").out()).doesNotContain("AOTCache");

        Files.createFile(lib.resolve("ringrank.aot"));

        assertThat(launch(home.resolve("ringrank"), "serve").out())
                .contains("[-XX:AOTCache=" + lib.toRealPath() + "/ringrank.aot]");
    }

    @Test
    void compiles_for_long_runs_only_what_runs_long() throws Exception {
        Files.createDirectory(home.resolve("lib"));

        assertThat(launch(home.resolve("ringrank"), "ps").out()).contains("TieredStopAtLevel");
        assertThat(launch(home.resolve("ringrank"), "serve").out())
                .doesNotContain("TieredStopAtLevel");
    }

    @Test
    void works_through_links_from_another_folder() throws Exception {
        Files.createDirectory(home.resolve("lib"));
        Path bin = Files.createDirectory(folder.resolve("bin"));
        Path absolute = Files.createSymbolicLink(bin.resolve("rr"), home.resolve("ringrank"));
        Path relative = Files.createSymbolicLink(bin.resolve("ringrank"), absolute.getFileName());

        assertThat(launch(relative, "version").out())
                .contains("[-Dringrank.home=" + home.toRealPath() + "]");
    }

    @Test
    void passes_over_a_java_home_that_is_too_old_for_the_java_on_the_path() throws Exception {
        Files.createDirectory(home.resolve("lib"));
        jdk = jdk("jdk 17", "17.0.15");
        Path newer = jdk("jdk 26", "26-ea").resolve("bin").resolve("java");
        Path bin = Files.createDirectory(folder.resolve("bin"));
        Files.createSymbolicLink(bin.resolve("java"), newer);

        assertThat(launch(home.resolve("ringrank"), "version").out())
                .startsWith("[" + newer + "]\n");
    }

    @Test
    void builds_once_and_again_only_when_a_source_is_newer() throws Exception {
        Path source = checkout();

        Run first = launch(home.resolve("ringrank"), "version");
        Run second = launch(home.resolve("ringrank"), "version");
        Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(5)));
        Run third = launch(home.resolve("ringrank"), "version");

        assertThat(first.err()).contains("building").endsWith("ringrank: built\n");
        assertThat(first.out()).contains("[version]").contains("/target/launcher/build-");
        assertThat(second.err()).isEmpty();
        assertThat(third.err()).contains("building");
        assertThat(builds()).isEqualTo(2);
    }

    @Test
    void runs_that_start_together_build_once() throws Exception {
        checkout();
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            processes.add(start(home.resolve("ringrank"), "version"));
        }

        for (Process process : processes) {
            assertThat(finish(process).out()).contains("[version]");
        }
        assertThat(builds()).isOne();
    }

    @Test
    void a_failed_build_ends_with_its_reason_and_is_tried_again() throws Exception {
        checkout();
        Path mvn = folder.resolve("bin").resolve("mvn");
        String good = Files.readString(mvn);
        Files.writeString(mvn, "#!/bin/sh\necho broken\nexit 1\n");

        Run failed = launch(home.resolve("ringrank"), "version");
        Files.writeString(mvn, good);
        Run mended = launch(home.resolve("ringrank"), "version");

        assertThat(failed.status()).isOne();
        assertThat(failed.out()).isEmpty();
        assertThat(failed.err()).contains("broken").contains("ringrank: the build failed");
        assertThat(mended.status()).isZero();
    }

    /** A checkout with one source file, and a mvn that makes the jars the launcher looks for. */
    private Path checkout() throws IOException {
        Path sources = Files.createDirectories(home.resolve("gateway").resolve("src/main"));
        Path source = Files.writeString(sources.resolve("Main.java"), "");
        Files.writeString(home.resolve("pom.xml"), "");
        Files.createDirectory(home.resolve(".mvn"));
        script(folder.resolve("bin").resolve("mvn"),
                """
                echo run >>"%s"
                mkdir -p gateway/target/lib loadtest/target
                touch gateway/target/lib/vertx.jar gateway/target/gateway-1.jar
                touch loadtest/target/loadtest-1.jar
                """.formatted(folder.resolve("builds")));
        for (Path path : List.of(source, sources, sources.getParent(), home.resolve("pom.xml"),
                home.resolve(".mvn"))) {
            Files.setLastModifiedTime(path, FileTime.from(Instant.now().minusSeconds(60)));
        }
        return source;
    }

    private long builds() throws IOException {
        try (Stream<String> lines = Files.lines(folder.resolve("builds"))) {
            return lines.count();
        }
    }

    private Path jdk(String name, String version) throws IOException {
        Path jdkHome = folder.resolve(name);
        script(jdkHome.resolve("bin").resolve("java"), "printf '[%s]\\n' \"$0\" \"$@\"\n");
        script(jdkHome.resolve("bin").resolve("javac"), "");
        Files.writeString(jdkHome.resolve("release"),
                "IMPLEMENTOR=\"X\"\nJAVA_VERSION=\"" + version + "\"\n");
        return jdkHome;
    }

    private static void script(Path path, String body) throws IOException {
        Files.createDirectories(path.getParent());
        Files.writeString(path, "#!/bin/sh\n" + body);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Run launch(Path script, String... arguments) throws Exception {
        return finish(start(script, arguments));
    }

    private Process start(Path script, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(script.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        Map<String, String> environment = builder.environment();
        environment.put("JAVA_HOME", jdk.toString());
        environment.put("HOME", folder.toString());
        environment.put("PATH", folder.resolve("bin") + ":" + environment.get("PATH"));
        environment.remove("RINGRANK_JAVA_OPTS");
        return builder.start();
    }

    private static Run finish(Process process) throws Exception {
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Run(process.waitFor(), out, err);
    }

    private record Run(int status, String out, String err) {}
}
