// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.download;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Tells how much fits on a disk. Any thread. */
@FunctionalInterface
public interface DiskSpace {

    /** @param folder that is there */
    long usableBytes(Path folder) throws IOException;

    /** What the file system says. */
    static DiskSpace ofFileSystem() {
        return folder -> Files.getFileStore(folder).getUsableSpace();
    }
}
