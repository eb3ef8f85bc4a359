// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.auth;

import io.ringrank.gateway.file.PrivateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

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

    /**
     * Deletes the file if the key in it is none of those. Waits for the disk.
     *
     * @param ids of keys
     * @return whether it was deleted
     */
    public boolean forgetUnlessOf(Set<String> ids) throws IOException {
        if (!Files.exists(path)) {
            return false;
        }
        ApiKey key = ApiKey.parse(Files.readString(path).strip());
        return (key == null || !ids.contains(key.id())) && Files.deleteIfExists(path);
    }

    /** Waits for the disk. */
    public void write(ApiKey key) throws IOException {
        PrivateFile.write(path, key.value());
    }
}
