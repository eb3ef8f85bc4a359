// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.rerank;

import io.ringrank.gateway.dialect.Parsed;
import io.ringrank.gateway.dialect.RerankParser;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What has arrived of one body, under the budget of all bodies together. Event loop only. */
final class BodyBytes {

    private static final byte[] NONE = {};

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

    long length() {
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

    Parsed parse(RerankParser parser, @Nullable String timeoutHeader) {
        return parser.parse(bytes, length, timeoutHeader);
    }

    /** Forgets the bytes and gives their claim back; again does nothing. */
    void release() {
        budget.release(claimedBytes);
        claimedBytes = 0;
        bytes = NONE;
        length = 0;
    }
}
