// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SocketDirectoryTest {

    @TempDir
    private Path parent;

    @Test
    void lets_only_this_user_in_and_goes_when_closed() throws IOException {
        Path directory;
        try (SocketDirectory sockets = SocketDirectory.create(parent)) {
            directory = sockets.socket(0, 1).getParent();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
                    .isEqualTo("rwx------");
        }
        assertThat(directory).doesNotExist();
    }

    @Test
    void keeps_engines_of_the_same_number_apart() throws IOException {
        try (SocketDirectory sockets = SocketDirectory.create(parent)) {
            assertThat(sockets.socket(sockets.takePlace(), 1))
                    .isNotEqualTo(sockets.socket(sockets.takePlace(), 1));
        }
    }

    @Test
    void refuses_a_place_whose_sockets_would_have_no_address() throws IOException {
        Path deep = Files.createDirectory(parent.resolve("d".repeat(100)));

        assertThatIOException().isThrownBy(() -> SocketDirectory.create(deep))
                .withMessageContaining("at most 103 work")
                .withMessageContaining("java.io.tmpdir");
        assertThat(deep).isEmptyDirectory();
    }

    @Test
    void deletes_what_a_process_that_is_gone_has_left() throws IOException {
        Path left = Files.createDirectory(parent.resolve("ringrank-999999999999-1"));
        Files.createFile(left.resolve("e-0-1"));
        Path alive = Files.createDirectory(
                parent.resolve("ringrank-" + ProcessHandle.current().pid() + "-1"));
        Path other = Files.createDirectory(parent.resolve("ringrank-notes"));

        try (SocketDirectory _ = SocketDirectory.create(parent)) {
            assertThat(left).doesNotExist();
            assertThat(alive).exists();
            assertThat(other).exists();
        }
    }
}
