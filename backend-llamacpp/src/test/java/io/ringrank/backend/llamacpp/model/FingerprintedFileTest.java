// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FingerprintedFileTest {

    @TempDir
    private Path directory;

    @Test
    void knows_a_file_by_content_size_and_time() throws Exception {
        Path file = Files.writeString(directory.resolve("a.gguf"), "abc");
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_234));

        FingerprintedFile read = FingerprintedFile.read(file);

        assertThat(read.path()).isEqualTo(file.toAbsolutePath());
        assertThat(read.fingerprint())
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assertThat(read.stamp()).isEqualTo(new FileStamp(3, 1_234_000_000L))
                .isEqualTo(FileStamp.of(file));
    }

    @Test
    void sees_that_a_file_was_written_again_or_has_grown() throws Exception {
        Path file = Files.writeString(directory.resolve("a.gguf"), "abc");
        FileStamp before = FileStamp.of(file);

        Files.setLastModifiedTime(file, FileTime.fromMillis(1));
        FileStamp touched = FileStamp.of(file);
        Files.writeString(file, "abcd");
        Files.setLastModifiedTime(file, FileTime.fromMillis(1));

        assertThat(touched).isNotEqualTo(before);
        assertThat(FileStamp.of(file)).isNotEqualTo(touched);
    }

    @Test
    void refuses_what_is_no_fingerprint() {
        assertThatThrownBy(() -> new FingerprintedFile(directory, "ABC", new FileStamp(0, 0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("SHA-256 in lower-case hex");
    }
}
