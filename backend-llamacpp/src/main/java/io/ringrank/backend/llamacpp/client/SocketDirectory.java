// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A directory that only this user can enter, for the sockets of all engines of this process. Any
 * thread.
 */
public final class SocketDirectory implements AutoCloseable {

    /** What fits into a socket address everywhere: 104 bytes on macOS, 108 on Linux, one is zero. */
    static final int PATH_BYTES_MAX = 103;

    /** Room for the name of a socket: place and start, each an int. */
    private static final int NAME_BYTES_MAX = "/e-2147483647-2147483647".length();

    private static final String PREFIX = "ringrank-";
    private static final Pattern NAME = Pattern.compile(PREFIX + "([0-9]{1,18})-.*");

    private final Path directory;
    private final AtomicInteger places = new AtomicInteger();

    private SocketDirectory(Path directory) {
        this.directory = directory;
    }

    /** Makes one in the user's runtime directory if there is one, else among temporary files. */
    public static SocketDirectory create() throws IOException {
        String runtime = System.getenv("XDG_RUNTIME_DIR");
        boolean usable = runtime != null && Files.isWritable(Path.of(runtime));
        return create(Path.of(usable ? runtime : System.getProperty("java.io.tmpdir")));
    }

    /**
     * Makes one in {@code parent}.
     *
     * @throws IOException if the directory can't be made, or its name is too long for sockets in it
     */
    public static SocketDirectory create(Path parent) throws IOException {
        deleteLeftovers(parent);
        Path directory = Files.createTempDirectory(parent.toAbsolutePath(),
                PREFIX + ProcessHandle.current().pid() + "-",
                PosixFilePermissions
                        .asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        int bytes = directory.toString().getBytes(StandardCharsets.UTF_8).length + NAME_BYTES_MAX;
        if (bytes > PATH_BYTES_MAX) {
            Files.delete(directory);
            throw new IOException("a socket in " + directory + " would have a path of " + bytes
                    + " bytes, at most " + PATH_BYTES_MAX
                    + " work: set XDG_RUNTIME_DIR or java.io.tmpdir to a shorter path");
        }
        return new SocketDirectory(directory);
    }

    /** A process that was killed could not delete its own; its number is in the name. */
    private static void deleteLeftovers(Path parent) throws IOException {
        try (DirectoryStream<Path> directories =
                Files.newDirectoryStream(parent, PREFIX + "*")) {
            for (Path directory : directories) {
                Matcher name = NAME.matcher(directory.getFileName().toString());
                if (name.matches() && ProcessHandle.of(Long.parseLong(name.group(1))).isEmpty()
                        && Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
                        && Files.isWritable(directory)) {
                    deleteWithSockets(directory);
                }
            }
        }
    }

    private static void deleteWithSockets(Path directory) throws IOException {
        try (DirectoryStream<Path> sockets = Files.newDirectoryStream(directory, "e-*")) {
            for (Path socket : sockets) {
                Files.deleteIfExists(socket);
            }
        }
        Files.deleteIfExists(directory);
    }

    /** Returns a number that no other engine has: deployments count theirs from 0. */
    int takePlace() {
        return places.getAndIncrement();
    }

    /** Where an engine's socket lies for one start. */
    Path socket(int place, int start) {
        return directory.resolve("e-" + place + "-" + start);
    }

    /** Deletes the directory; the engines must be closed before. */
    @Override
    public void close() throws IOException {
        Files.deleteIfExists(directory);
    }
}
