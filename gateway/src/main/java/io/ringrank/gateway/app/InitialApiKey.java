// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.app;

import java.nio.file.Path;

/** Where a server leaves its first API key for the user who started it. */
public final class InitialApiKey {

    private InitialApiKey() {}

    /** The file that holds the key on its only line; readable by its owner alone. */
    public static Path file(Path dataDir) {
        return dataDir.resolve("initial-api-key");
    }
}
