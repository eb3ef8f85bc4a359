// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps other processes from a data directory for as long as this one lives or holds it. The kernel
 * lets go when the process ends, however it ends. Any thread.
 */
public final class DataDirectoryLock implements AutoCloseable {

    private static final Set<StandardOpenOption> READ_WRITE = Set.of(StandardOpenOption.CREATE,
            StandardOpenOption.READ, StandardOpenOption.WRITE);
    private static final int PID_CHARS_MAX = 20;

    /**
     * The directories that this process holds. The kernel's lock belongs to a process and goes with the
     * first file that is closed, so a second attempt in here must not even open the file.
     */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path directory;
    private final FileChannel channel;

    private DataDirectoryLock(Path directory, FileChannel channel) {
        this.directory = directory;
        this.channel = channel;
    }

    /**
     * Takes the directory.
     *
     * @param dataDir must exist
     * @throws StoreException if it is taken; the message names the process that has it
     */
    public static DataDirectoryLock take(Path dataDir) throws IOException {
        Path directory = dataDir.toRealPath();
        if (!HELD.add(directory)) {
            throw taken(directory, ProcessHandle.current().pid() + ", this one");
        }
        boolean locked = false;
        try {
            FileChannel channel = lock(directory);
            locked = true;
            return new DataDirectoryLock(directory, channel);
        } finally {
            if (!locked) {
                HELD.remove(directory);
            }
        }
    }

    private static FileChannel lock(Path directory) throws IOException {
        FileChannel channel = FileChannel.open(directory.resolve("lock"), READ_WRITE,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        boolean locked = false;
        try {
            if (channel.tryLock() == null) {
                throw taken(directory, holder(directory));
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid())
                    .getBytes(StandardCharsets.US_ASCII)));
            locked = true;
            return channel;
        } finally {
            if (!locked) {
                channel.close();
            }
        }
    }

    /** What the process that has it wrote there; only to show it. */
    private static String holder(Path directory) throws IOException {
        String text = Files.readString(directory.resolve("lock"), StandardCharsets.ISO_8859_1);
        return text.substring(0, Math.min(text.length(), PID_CHARS_MAX));
    }

    private static StoreException taken(Path directory, String holder) {
        return new StoreException("the data directory " + directory + " is in use by process "
                + holder + "; stop that one, or choose another directory");
    }

    @Override
    public void close() throws IOException {
        channel.close();
        HELD.remove(directory);
    }
}
