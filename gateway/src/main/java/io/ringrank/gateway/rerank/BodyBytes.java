// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.rerank;

import io.ringrank.gateway.error.RequestError;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** What has arrived of one body, under the budget of all bodies together. Event loop only. */
final class BodyBytes {

    private static final byte[] NONE = {};
    private static final int CHUNK_BYTES = 8192;

    private final ByteBudget budget;
    private final int expectedBytes;
    private byte[] bytes = NONE;
    private int length;

    /** Not the same as the room there is: an allocation may fail after its claim. */
    private long claimedBytes;

    /** @param expectedBytes more room than this is made only for what has arrived */
    BodyBytes(ByteBudget budget, int expectedBytes) {
        this.budget = budget;
        this.expectedBytes = expectedBytes;
    }

    int length() {
        return length;
    }

    /** Keeps a chunk; false if the budget has no room for it. */
    boolean append(Buffer chunk) {
        int needed = length + chunk.length();
        if (needed > bytes.length && !makeRoom(needed)) {
            return false;
        }
        chunk.getBytes(bytes, length);
        length = needed;
        return true;
    }

    /**
     * Puts in place of a gzip file what it was made from, under the same budget.
     *
     * @param bytesMax that it may become
     * @return why not, if so
     */
    Optional<RequestError> inflate(int bytesMax) {
        BodyBytes plain = new BodyBytes(budget, bytesMax);
        Optional<RequestError> error = plain.appendInflated(bytes, length, bytesMax);
        if (error.isPresent()) {
            plain.release();
            return error;
        }
        release();
        bytes = plain.bytes;
        length = plain.length;
        claimedBytes = plain.claimedBytes;
        return error;
    }

    private Optional<RequestError> appendInflated(byte[] packed, int packedLength, int bytesMax) {
        byte[] chunk = new byte[CHUNK_BYTES];
        try (InputStream in =
                new GZIPInputStream(new ByteArrayInputStream(packed, 0, packedLength))) {
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                if (length + read > bytesMax) {
                    return Optional.of(new RequestError.BodyTooLarge(bytesMax));
                }
                if (!append(Buffer.buffer(read).appendBytes(chunk, 0, read))) {
                    return Optional.of(new RequestError.TooMuchAtOnce());
                }
            }
            return Optional.empty();
        } catch (IOException _) {
            return Optional.of(new RequestError.NotJson(
                    "it is said to be gzip, and is not, or not whole"));
        }
    }

    /** Doubles the room where it can, so that a body in small chunks is not copied once for each. */
    boolean makeRoom(int needed) {
        int capacity = (int) Math.max(needed, Math.min(2L * bytes.length, expectedBytes));
        long wanted = capacity - claimedBytes;
        if (!budget.tryClaim(wanted)) {
            return false;
        }
        claimedBytes += wanted;
        bytes = Arrays.copyOf(bytes, capacity);
        return true;
    }

    /** As many of them as {@link #length} are filled. */
    byte[] array() {
        return bytes;
    }

    /** What is here now belongs to the returned one, which must be released; nothing is left here. */
    BodyBytes taken() {
        BodyBytes other = new BodyBytes(budget, expectedBytes);
        other.bytes = bytes;
        other.length = length;
        other.claimedBytes = claimedBytes;
        claimedBytes = 0;
        release();
        return other;
    }

    /** Forgets the bytes and gives their claim back; again does nothing. */
    void release() {
        budget.release(claimedBytes);
        claimedBytes = 0;
        bytes = NONE;
        length = 0;
    }
}
