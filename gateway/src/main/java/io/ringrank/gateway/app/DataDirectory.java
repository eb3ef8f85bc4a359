// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** The folder of everything that a server keeps. */
final class DataDirectory {

    private DataDirectory() {}

    /** Makes it if it isn't there: keys lie in it, and engines take their library from it. */
    static Path open(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            Path absolute = directory.toAbsolutePath();
            if (absolute.getParent() != null) {
                Files.createDirectories(absolute.getParent());
            }
            Files.createDirectory(absolute, PosixFilePermissions
                    .asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        return directory.toRealPath();
    }
}
