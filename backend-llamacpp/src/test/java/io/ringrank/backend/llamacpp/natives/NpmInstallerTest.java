// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.natives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringrank.backend.llamacpp.natives.NpmPackage.Variant;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A shell script in place of npm; the real one is called by the build. */
class NpmInstallerTest {

    private static final NpmPackage CPU =
            NpmPackage.of("Linux", "amd64", Variant.CPU).orElseThrow();
    private static final NpmPackage CUDA =
            NpmPackage.of("Linux", "amd64", Variant.CUDA).orElseThrow();

    @TempDir
    private Path directory;

    private final List<String> progress = new ArrayList<>();

    private Path install(NpmPackage wanted, String... script) throws IOException {
        Path npm = Files.writeString(directory.resolve("npm"),
                "#!/bin/sh\n" + String.join("\n", script) + "\n");
        Files.setPosixFilePermissions(npm, PosixFilePermissions.fromString("rwx------"));
        return new NpmInstaller(npm.toString(), false, progress::add).install(wanted,
                directory.resolve("natives"));
    }

    @Test
    void hands_npm_the_pinned_files_and_runs_no_scripts_of_packages() throws Exception {
        Path libraries = install(CPU, "echo \"$@\"", "cp package.json package-lock.json ..",
                "mkdir -p node_modules/@node-llama-cpp/linux-x64/bins/linux-x64");

        assertThat(libraries).isEqualTo(CPU.libraries(directory.resolve("natives"))).isDirectory();
        assertThat(progress).singleElement().asString().startsWith("ci --ignore-scripts");
        for (String file : List.of(NpmPackage.PACKAGE, NpmPackage.LOCK)) {
            assertThat(directory.resolve("natives").resolve(file)).hasBinaryContent(CPU.read(file));
        }
        assertThat(CPU.isInstalledIn(directory.resolve("natives"))).isTrue();
    }

    @Test
    void does_not_ask_npm_for_what_is_there_and_replaces_another_version() throws Exception {
        String works = "mkdir -p node_modules/@node-llama-cpp/linux-x64/bins/linux-x64";
        install(CPU, works);
        install(CPU, "exit 1");
        Path lock = directory.resolve("natives/linux-x64-cpu").resolve(NpmPackage.LOCK);
        Files.writeString(lock, "{}");

        install(CPU, works);

        assertThat(lock).hasBinaryContent(CPU.read(NpmPackage.LOCK));
    }

    @Test
    void puts_the_second_part_of_a_large_package_into_the_first() throws Exception {
        Path libraries = install(CUDA, "cd $(mkdir -p node_modules/@node-llama-cpp &&"
                + " cd node_modules/@node-llama-cpp && pwd)",
                "mkdir -p linux-x64-cuda/bins/linux-x64-cuda",
                "mkdir -p linux-x64-cuda-ext/bins/linux-x64-cuda/fallback",
                "echo x > linux-x64-cuda-ext/bins/linux-x64-cuda/fallback/libggml-cuda.so");

        assertThat(libraries.resolve("fallback").resolve("libggml-cuda.so")).isRegularFile();
    }

    @Test
    void says_what_npm_said_and_leaves_nothing_behind() throws Exception {
        assertThatThrownBy(() -> install(CPU, "echo one", "echo 'npm error EINTEGRITY' >&2",
                "mkdir -p node_modules", "exit 7")).isInstanceOf(IOException.class)
                .hasMessageContaining("one; npm error EINTEGRITY");
        assertThat(directory.resolve("natives")).isEmptyDirectory();

        assertThatThrownBy(() -> install(CPU, "true")).isInstanceOf(IOException.class)
                .hasMessageContaining("the package has no folder");
        assertThat(directory.resolve("natives")).isEmptyDirectory();
    }

    @Test
    void says_that_there_is_no_npm() {
        assertThatThrownBy(() -> new NpmInstaller(directory.resolve("no-npm").toString(), true,
                progress::add).install(CPU, directory.resolve("natives")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("npm is needed")
                .hasMessageContaining("no-npm");
    }

    @ParameterizedTest
    @EnumSource(Variant.class)
    void every_lock_file_pins_a_checksum_for_each_package_and_names_no_address(Variant variant)
            throws Exception {
        NpmPackage wanted = NpmPackage.of("Linux", "amd64", variant).orElseThrow();
        String lock = new String(wanted.read(NpmPackage.LOCK), StandardCharsets.UTF_8);

        assertThat(lock.split("\"node_modules/", -1)).hasSameSizeAs(
                lock.split("\"integrity\": \"sha512-", -1));
        assertThat(lock).contains("\"version\": \"3.22.1\"").doesNotContain("http", "resolved");
    }

    @Test
    void knows_the_systems_that_npm_has_something_for() {
        assertThat(NpmPackage.of("Linux", "aarch64", Variant.CPU)).map(NpmPackage::name)
                .contains("linux-arm64-cpu");
        assertThat(NpmPackage.of("Linux", "aarch64", Variant.CUDA)).isEmpty();
        assertThat(NpmPackage.of("Linux", "s390x", Variant.CPU)).isEmpty();
        assertThat(NpmPackage.of("Mac OS X", "aarch64", Variant.CPU)).isEmpty();
    }
}
