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
    void refuses_a_place_whose_sockets_would_have_no_address() throws IOException {
        Path deep = Files.createDirectory(parent.resolve("d".repeat(100)));

        assertThatIOException().isThrownBy(() -> SocketDirectory.create(deep))
                .withMessageContaining("at most 103 work")
                .withMessageContaining("java.io.tmpdir");
        assertThat(deep).isEmptyDirectory();
    }
}
