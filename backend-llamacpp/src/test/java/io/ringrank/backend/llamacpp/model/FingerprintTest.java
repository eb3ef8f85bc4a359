// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FingerprintTest {

    @TempDir
    private Path directory;

    /** The example of FIPS 180-2, appendix B.3. */
    @Test
    void is_the_sha256_of_all_bytes() throws IOException {
        Path file = Files.writeString(directory.resolve("f"), "a".repeat(1_000_000));

        assertThat(Fingerprint.of(file)).isEqualTo(
                "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
    }
}
