// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;

/**
 * What tells at a glance whether a file was changed: reading it all takes seconds for each GiB. Any
 * thread.
 *
 * @param bytes its size
 * @param modifiedNanos when it was last written, in nanoseconds since 1970, as far as the file system
 *     keeps them
 */
public record FileStamp(long bytes, long modifiedNanos) {

    /** Looks at a file now. */
    public static FileStamp of(Path file) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return new FileStamp(attributes.size(),
                attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS));
    }
}
