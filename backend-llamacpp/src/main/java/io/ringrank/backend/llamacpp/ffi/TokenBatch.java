// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.ffi;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/**
 * A {@code llama_batch} and its arrays. Lane thread only, as its arena is the lane's.
 */
final class TokenBatch {
    /** {@code struct llama_batch}: the same in all known builds. */
    static final StructLayout STRUCT = MemoryLayout.structLayout(JAVA_INT.withName("n_tokens"),
            MemoryLayout.paddingLayout(4), ADDRESS.withName("token"), ADDRESS.withName("embd"),
            ADDRESS.withName("pos"), ADDRESS.withName("n_seq_id"), ADDRESS.withName("seq_id"),
            ADDRESS.withName("logits"));
    private static final long N_TOKENS = 0;

    private final int mostTokens;
    private final MemorySegment struct;
    private final MemorySegment tokens;
    private final MemorySegment positions;
    private final MemorySegment sequences;
    private int count;

    TokenBatch(Arena arena, int mostTokens) {
        this.mostTokens = mostTokens;
        tokens = arena.allocate(JAVA_INT, mostTokens);
        positions = arena.allocate(JAVA_INT, mostTokens);
        sequences = arena.allocate(JAVA_INT, mostTokens);
        // A token may belong to several sequences; ours belongs to one, and each is an output.
        MemorySegment sequenceCounts = arena.allocate(JAVA_INT, mostTokens);
        MemorySegment sequencePointers = arena.allocate(ADDRESS, mostTokens);
        MemorySegment outputs = arena.allocate(JAVA_BYTE, mostTokens).fill((byte) 1);
        for (int i = 0; i < mostTokens; i++) {
            sequenceCounts.setAtIndex(JAVA_INT, i, 1);
            sequencePointers.setAtIndex(ADDRESS, i, sequences.asSlice((long) i * Integer.BYTES));
        }
        struct = arena.allocate(STRUCT);
        setPointer("token", tokens);
        setPointer("embd", MemorySegment.NULL);
        setPointer("pos", positions);
        setPointer("n_seq_id", sequenceCounts);
        setPointer("seq_id", sequencePointers);
        setPointer("logits", outputs);
    }

    void clear() {
        count = 0;
        struct.set(JAVA_INT, N_TOKENS, 0);
    }

    /**
     * Adds a token.
     *
     * @throws IndexOutOfBoundsException when the batch is full
     */
    void add(int token, int position, int sequence) {
        if (count == mostTokens) {
            throw new IndexOutOfBoundsException("a batch holds " + mostTokens + " tokens");
        }
        tokens.setAtIndex(JAVA_INT, count, token);
        positions.setAtIndex(JAVA_INT, count, position);
        sequences.setAtIndex(JAVA_INT, count, sequence);
        count++;
        struct.set(JAVA_INT, N_TOKENS, count);
    }

    int tokens() {
        return count;
    }

    MemorySegment struct() {
        return struct;
    }

    private void setPointer(String field, MemorySegment value) {
        long offset = STRUCT.byteOffset(MemoryLayout.PathElement.groupElement(field));
        struct.set(ADDRESS, offset, value);
    }
}
