// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.cli;

import io.ringrank.gateway.auth.ApiKeyFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Finds the API key that a client of this machine may use. */
final class ApiKeys {

    private ApiKeys() {}

    /** The first key of a data directory, or empty if there is none. */
    static String initial(Path dataDir) throws CommandFailedException {
        Path file = new ApiKeyFile(dataDir).initialKey();
        return Files.exists(file) ? in(file) : "";
    }

    static String in(Path file) throws CommandFailedException {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new CommandFailedException("can't read the API key in " + file + ": " + e);
        }
    }
}
