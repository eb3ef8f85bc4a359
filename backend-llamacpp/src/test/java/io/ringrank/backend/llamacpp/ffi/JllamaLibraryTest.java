// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.ffi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JllamaLibraryTest {

    @TempDir
    private Path parent;

    private static List<Path> filesIn(Path directory) throws Exception {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }

    private static Path extract(Path directory) {
        try {
            return JllamaLibrary.extractTo(directory);
        } catch (NativeLibraryException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void writes_the_library_into_a_directory_of_its_owner_alone() throws Exception {
        Path directory = parent.resolve("a/b");
        Path file = JllamaLibrary.extractTo(directory);

        assertThat(file.getParent()).isEqualTo(directory);
        assertThat(file.getFileName().toString()).matches("libjllama-[0-9a-f]{32}\\.so");
        assertThat(Files.readAllBytes(file)).startsWith(0x7f, 'E', 'L', 'F');
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
                .isEqualTo("rwx------");
        assertThat(filesIn(directory)).containsExactly(file);
    }

    @Test
    void reuses_a_file_with_the_same_content() throws Exception {
        Path directory = parent.resolve("native");
        Path file = JllamaLibrary.extractTo(directory);
        FileTime past = FileTime.fromMillis(1_000_000);
        Files.setLastModifiedTime(file, past);

        assertThat(JllamaLibrary.extractTo(directory)).isEqualTo(file);
        assertThat(Files.getLastModifiedTime(file)).isEqualTo(past);
    }

    @Test
    void replaces_a_file_with_other_content() throws Exception {
        Path directory = parent.resolve("native");
        Path file = JllamaLibrary.extractTo(directory);
        byte[] right = Files.readAllBytes(file);
        byte[] wrong = right.clone();
        wrong[right.length / 2] ^= 1;
        Files.write(file, wrong);

        assertThat(JllamaLibrary.extractTo(directory)).isEqualTo(file).hasBinaryContent(right);
    }

    @Test
    void replaces_a_link_and_leaves_its_target_alone() throws Exception {
        Path directory = parent.resolve("native");
        Path file = JllamaLibrary.extractTo(directory);
        Path moved = Files.move(file, parent.resolve("elsewhere.so"));
        Files.createSymbolicLink(file, moved);

        JllamaLibrary.extractTo(directory);
        assertThat(Files.isSymbolicLink(file)).isFalse();
        assertThat(moved).exists();
    }

    @Test
    void leaves_one_whole_file_when_many_write_at_once() throws Exception {
        Path directory = parent.resolve("native");
        List<CompletableFuture<Path>> writers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            writers.add(CompletableFuture.supplyAsync(() -> extract(directory)));
        }
        List<Path> files = writers.stream().map(CompletableFuture::join).distinct().toList();

        assertThat(files).hasSize(1);
        assertThat(filesIn(directory)).isEqualTo(files);
        assertThat(LlamaLibrary.open(files.getFirst(), line -> {}).build()).isEqualTo("b4916");
    }

    @Test
    void refuses_a_directory_that_others_can_write() throws Exception {
        Path shared = Files.createDirectory(parent.resolve("shared"));
        Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxrwx---"));

        assertThatThrownBy(() -> JllamaLibrary.extractTo(shared))
                .isInstanceOf(NativeLibraryException.class)
                .hasMessageContaining(shared.toString())
                .hasMessageContaining("expected mode 0700");
        assertThat(filesIn(shared)).isEmpty();
    }

    @Test
    void says_where_it_can_not_write() throws Exception {
        Path file = Files.writeString(parent.resolve("file"), "");

        assertThatThrownBy(() -> JllamaLibrary.extractTo(file))
                .isInstanceOf(NativeLibraryException.class)
                .hasMessageContaining(file.toString());
    }
}
