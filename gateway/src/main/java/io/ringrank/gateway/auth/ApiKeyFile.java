// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.auth;

import io.ringrank.gateway.file.PrivateFile;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The file {@code initial-api-key} of a data directory, in which the first start leaves the value of
 * the first key, for the operator to read and delete. Readable by its owner only.
 */
public final class ApiKeyFile {

    private final Path path;

    public ApiKeyFile(Path dataDir) {
        this.path = dataDir.resolve("initial-api-key");
    }

    public Path initialKey() {
        return path;
    }

    /** Waits for the disk. */
    public void write(ApiKey key) throws IOException {
        PrivateFile.write(path, key.value());
    }
}
