// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.ffi;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import org.jspecify.annotations.Nullable;

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

    private final Arena arena;
    private final int mostTokens;
    private final int embeddingWidth;
    private final MemorySegment struct;
    private final MemorySegment tokens;
    private final MemorySegment positions;
    private final MemorySegment sequences;
    /** Allocated when the first embedding comes: most batches have none. */
    private @Nullable MemorySegment embeddings;
    private boolean byEmbedding;
    private int count;

    TokenBatch(Arena arena, int mostTokens, int embeddingWidth) {
        this.arena = arena;
        this.mostTokens = mostTokens;
        this.embeddingWidth = embeddingWidth;
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
        setPointer("token", tokens);
        setPointer("embd", MemorySegment.NULL);
    }

    /**
     * Adds a token.
     *
     * @throws IndexOutOfBoundsException when the batch is full
     */
    void add(int token, int position, int sequence) {
        requireRoom(false);
        tokens.setAtIndex(JAVA_INT, count, token);
        place(position, sequence);
    }

    /**
     * Adds a token by its embedding.
     *
     * @throws IndexOutOfBoundsException when the batch is full
     */
    void add(float[] embedding, int position, int sequence) {
        requireRoom(true);
        if (embedding.length != embeddingWidth) {
            throw new IllegalArgumentException("an embedding has " + embeddingWidth
                    + " numbers, this one has " + embedding.length);
        }
        MemorySegment rows = embeddings == null
                ? arena.allocate(JAVA_FLOAT, (long) mostTokens * embeddingWidth)
                : embeddings;
        MemorySegment.copy(embedding, 0, rows, JAVA_FLOAT,
                (long) count * embeddingWidth * Float.BYTES, embeddingWidth);
        embeddings = rows;
        if (count == 0) {
            setPointer("token", MemorySegment.NULL);
            setPointer("embd", rows);
        }
        place(position, sequence);
    }

    private void requireRoom(boolean asEmbedding) {
        if (count == mostTokens) {
            throw new IndexOutOfBoundsException("a batch holds " + mostTokens + " tokens");
        }
        if (count == 0) {
            byEmbedding = asEmbedding;
        } else if (byEmbedding != asEmbedding) {
            throw new IllegalStateException("a batch has ids or embeddings, not both");
        }
    }

    private void place(int position, int sequence) {
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
