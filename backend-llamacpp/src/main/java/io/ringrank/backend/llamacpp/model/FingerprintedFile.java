// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * A model's file as it was when it was read. Any thread.
 *
 * @param path absolute
 * @param fingerprint SHA-256 of the whole file in lower-case hex
 * @param stamp the file's at that time; an engine does not load a file with another
 */
public record FingerprintedFile(Path path, String fingerprint, FileStamp stamp) {

    private static final Pattern SHA256_HEX = Pattern.compile("[0-9a-f]{64}");

    /** Makes the path absolute. */
    public FingerprintedFile {
        path = path.toAbsolutePath().normalize();
        if (!SHA256_HEX.matcher(fingerprint).matches()) {
            throw new IllegalArgumentException(
                    "expected a SHA-256 in lower-case hex, found " + fingerprint);
        }
    }

    /**
     * Reads the whole file; takes seconds for each GiB.
     *
     * @throws IOException with a message for an operator, also when the file is being written
     */
    public static FingerprintedFile read(Path path) throws IOException {
        FileStamp before = FileStamp.of(path);
        FingerprintedFile file =
                new FingerprintedFile(path, Fingerprint.of(path), FileStamp.of(path));
        if (!file.stamp.equals(before)) {
            throw new IOException("the model " + path + " was changed while it was read");
        }
        return file;
    }
}
