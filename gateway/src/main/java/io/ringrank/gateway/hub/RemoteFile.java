// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.hub;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One file of a repository at one revision, as the hub describes it. Nothing in it can lead out of
 * a folder. Any thread.
 *
 * @param revision what the hub calls this state of the repository; it doesn't change
 * @param path within the repository
 * @param bytes its size
 * @param sha256 of its content, in lower-case hex
 */
public record RemoteFile(Hub hub, String repository, String revision, String path, long bytes,
        String sha256) {

    private static final Pattern PATH =
            Pattern.compile("[A-Za-z0-9_+=@-][A-Za-z0-9 ._+=@,()-]{0,254}"
                    + "(/[A-Za-z0-9_+=@-][A-Za-z0-9 ._+=@,()-]{0,254}){0,7}");
    private static final Pattern REVISION = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    public RemoteFile {
        if (!isSafePath(path) || !isRevision(revision) || !isSha256(sha256) || bytes < 0) {
            throw new IllegalArgumentException("not a file of a hub: " + path + " at " + revision);
        }
    }

    /** Whether a path stays in its repository and can be a path on this machine. */
    public static boolean isSafePath(String path) {
        return PATH.matcher(path).matches();
    }

    static boolean isRevision(String text) {
        return REVISION.matcher(text).matches();
    }

    static boolean isSha256(String text) {
        return SHA256.matcher(text).matches();
    }

    /** What names exactly this file. */
    public ModelSource.Remote source() {
        return new ModelSource.Remote(hub, repository, Optional.of(path));
    }
}
