// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.download;

import io.ringrank.gateway.hub.HubException;
import io.ringrank.gateway.hub.HubProblem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * A file as far as it has come, and the digest of that. It is locked, so that no other process of
 * ours writes to it. One thread at a time; waits for the disk.
 */
final class PartFile implements AutoCloseable {

    private static final int BUFFER_BYTES = 1 << 20;

    private final FileChannel channel;
    private final MessageDigest digest = Sha256.digest();
    private long bytes;

    private PartFile(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Opens it, and reads what is there already: seconds for each GiB.
     *
     * @throws HubException if another process writes to it
     */
    static PartFile open(Path path) throws IOException, HubException {
        Files.createDirectories(path.getParent());
        FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE,
                StandardOpenOption.READ, StandardOpenOption.WRITE);
        boolean opened = false;
        try {
            if (channel.tryLock() == null) {
                throw busy(path);
            }
            PartFile file = new PartFile(channel);
            file.readAll();
            opened = true;
            return file;
        } catch (OverlappingFileLockException _) {
            throw busy(path);
        } finally {
            if (!opened) {
                channel.close();
            }
        }
    }

    private static HubException busy(Path path) {
        return new HubException(HubProblem.Kind.BUSY,
                "Another process is downloading " + path.getFileName() + '.');
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
        channel.close();
    }
}
