// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.download;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where files may lie that somebody names who is not on this machine. Any thread; waits for the disk.
 *
 * @param folders that the operator allows, with all below them
 */
public record LocalFolders(List<Path> folders) {

    public LocalFolders {
        folders = List.copyOf(folders);
    }

    /** The file without links if it is there and may be named; else nothing is told about it. */
    Optional<Path> allowed(Path file) throws IOException {
        if (!file.isAbsolute() || !Files.isRegularFile(file)) {
            return Optional.empty();
        }
        Path real = file.toRealPath();
        for (Path folder : folders) {
            if (Files.isDirectory(folder) && real.startsWith(folder.toRealPath())) {
                return Optional.of(real);
            }
        }
        return Optional.empty();
    }
}
