// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.download;

import io.ringrank.gateway.hub.HubException;
import io.ringrank.gateway.hub.HubProblem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A file as far as it has come, and the digest of that. It is locked, so that nobody else of ours
 * writes to it, here or in another process. One thread at a time; waits for the disk.
 */
final class PartFile implements AutoCloseable {

    private static final int BUFFER_BYTES = 1 << 20;

    /**
     * Those of this process. They are not even opened twice: with POSIX, closing the second channel would
     * take the lock from the first.
     */
    private static final Set<Path> OPEN = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final FileChannel channel;
    private final MessageDigest digest = Sha256.digest();
    private long bytes;

    private PartFile(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /**
     * Opens it, and reads what is there already: seconds for each GiB.
     *
     * @throws HubException if another download writes to it
     */
    static PartFile open(Path path) throws IOException, HubException {
        Files.createDirectories(path.getParent());
        PartFile file = lock(path).orElseThrow(() -> new HubException(HubProblem.Kind.LOCKED,
                "Another download has " + path.getFileName() + "; it is waited for."));
        boolean opened = false;
        try {
            file.readAll();
            opened = true;
            return file;
        } finally {
            if (!opened) {
                file.close();
            }
        }
    }

    /** Deletes it, unless another download has gone on with it. */
    static void discard(Path path) throws IOException {
        if (Files.exists(path)) {
            Optional<PartFile> file = lock(path);
            if (file.isPresent()) {
                try (PartFile _ = file.get()) {
                    Files.deleteIfExists(path);
                }
            }
        }
    }

    /** Empty if somebody else has it. */
    private static Optional<PartFile> lock(Path path) throws IOException {
        Path name = path.toAbsolutePath().normalize();
        if (!OPEN.add(name)) {
            return Optional.empty();
        }
        Optional<PartFile> file = Optional.empty();
        try {
            file = lockAmongProcesses(name);
            return file;
        } finally {
            if (file.isEmpty()) {
                OPEN.remove(name);
            }
        }
    }

    private static Optional<PartFile> lockAmongProcesses(Path path) throws IOException {
        try {
            Object key = keyOf(path);
            FileChannel channel = FileChannel.open(path, StandardOpenOption.READ,
                    StandardOpenOption.WRITE);
            boolean locked = false;
            try {
                // Else it was completed or deleted before it was locked, and maybe another begun.
                locked = channel.tryLock() != null && Objects.equals(key, keyOf(path));
            } finally {
                if (!locked) {
                    channel.close();
                }
            }
            return locked ? Optional.of(new PartFile(path, channel)) : Optional.empty();
        } catch (NoSuchFileException | OverlappingFileLockException _) {
            return Optional.empty();
        }
    }

    /** What tells the file from others that had or will have its name; it is made if it isn't there. */
    private static @Nullable Object keyOf(Path path) throws IOException {
        try {
            Files.createFile(path);
        } catch (FileAlreadyExistsException _) {
            // Somebody has begun it.
        }
        return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    }

    private void readAll() throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
        while (channel.read(buffer) >= 0) {
            bytes += buffer.position();
            digest.update(buffer.flip());
            buffer.clear();
        }
    }

    /** How many have come. */
    long bytes() {
        return bytes;
    }

    void append(byte[] source, int count) throws IOException {
        ByteBuffer rest = ByteBuffer.wrap(source, 0, count);
        while (rest.hasRemaining()) {
            channel.write(rest);
        }
        digest.update(source, 0, count);
        bytes += count;
    }

    /** Throws away what has come. */
    void restart() throws IOException {
        channel.truncate(0);
        channel.position(0);
        digest.reset();
        bytes = 0;
    }

    /** Makes it survive a power cut, and returns its SHA-256. Afterwards nothing may be appended. */
    String finish() throws IOException {
        channel.force(true);
        return HexFormat.of().formatHex(digest.digest());
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            OPEN.remove(path);
        }
    }
}
