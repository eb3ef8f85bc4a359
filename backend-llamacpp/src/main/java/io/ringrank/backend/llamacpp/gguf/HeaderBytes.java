// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.gguf;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ReadableByteChannel;

/**
 * The bytes of a header in their order, with their end in sight: nothing is read or reserved that
 * the file does not have or the limit does not allow. One thread at a time.
 */
final class HeaderBytes {

    private static final int BUFFER_BYTES = 1 << 16;

    private final ReadableByteChannel channel;
    private final long fileBytes;
    private final long headerBytesMax;
    private final ByteBuffer buffer =
            ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN).limit(0);
    /** Of the buffer's end. */
    private long received;

    HeaderBytes(ReadableByteChannel channel, long fileBytes, long headerBytesMax) {
        this.channel = channel;
        this.fileBytes = fileBytes;
        this.headerBytesMax = headerBytesMax;
    }

    /** Returns how many bytes have been taken. */
    long offset() {
        return received - buffer.remaining();
    }

    int int8(String what) throws IOException, MalformedHeaderException {
        fill(Byte.BYTES, what);
        return buffer.get();
    }

    int int32(String what) throws IOException, MalformedHeaderException {
        fill(Integer.BYTES, what);
        return buffer.getInt();
    }

    long int64(String what) throws IOException, MalformedHeaderException {
        fill(Long.BYTES, what);
        return buffer.getLong();
    }

    /**
     * Checks that so many things can follow, before anything is made for them.
     *
     * @param count unsigned
     * @param bytesEach of each, at least
     * @return the count, as an int
     */
    int room(long count, int bytesEach, String what) throws MalformedHeaderException {
        long offset = offset();
        long left = Math.min(fileBytes, headerBytesMax) - offset;
        if (count >= 0 && count <= left / bytesEach && count <= Integer.MAX_VALUE / bytesEach) {
            return (int) count;
        }
        String length = Long.toUnsignedString(count)
                + (bytesEach == 1 ? " bytes" : " times at least " + bytesEach + " bytes");
        throw fileBytes <= headerBytesMax
                ? new MalformedHeaderException(offset, what + " within the file", length
                        + " of it, but the file ends after " + left + " more bytes")
                : new MalformedHeaderException(offset,
                        what + " within a header of " + headerBytesMax + " bytes",
                        length + " of it, but there is room for " + left + " only");
    }

    /** Takes bytes that {@link #room} was found for. */
    void take(byte[] into, int start, int count, String what)
            throws IOException, MalformedHeaderException {
        int done = 0;
        while (done < count) {
            if (!buffer.hasRemaining()) {
                fill(1, what);
            }
            int part = Math.min(buffer.remaining(), count - done);
            buffer.get(into, start + done, part);
            done += part;
        }
    }

    private void fill(int count, String what) throws IOException, MalformedHeaderException {
        if (buffer.remaining() >= count) {
            return;
        }
        room(count, 1, what);
        buffer.compact();
        // What lies behind the limit is never asked for: it may come from far away.
        long wanted = Math.min(fileBytes, headerBytesMax) - received;
        buffer.limit((int) Math.min(buffer.capacity(), buffer.position() + wanted));
        while (buffer.position() < count) {
            int read = channel.read(buffer);
            if (read == 0) {
                throw new IOException("a header is read from channels that wait for their bytes");
            }
            if (read < 0) {
                throw new IOException("the file ended after " + received + " of " + fileBytes
                        + " bytes: it was cut while it was read");
            }
            received += read;
        }
        buffer.flip();
    }
}
