// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.natives;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/**
 * A folder that only its owner writes into, because libraries are taken from it: whoever can write
 * there can run code here. Any thread.
 */
public final class OwnFolder {
    private static final Set<PosixFilePermission> OWNER_ONLY =
            PosixFilePermissions.fromString("rwx------");

    private OwnFolder() {}

    /**
     * Makes a folder for its owner alone, or checks the one that is there.
     *
     * @throws IOException when it can't be made, or others may write into it
     */
    public static void make(Path directory) throws IOException {
        Files.createDirectories(directory, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        check(directory);
    }

    /**
     * Checks a folder.
     *
     * @throws IOException when others than its owner may write into it
     */
    public static void check(Path directory) throws IOException {
        Set<PosixFilePermission> others = EnumSet.copyOf(Files.getPosixFilePermissions(directory));
        others.retainAll(
                EnumSet.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE));
        if (!others.isEmpty()) {
            throw new IOException("others than its owner may write into the directory " + directory
                    + "; expected mode 0700");
        }
    }
}
