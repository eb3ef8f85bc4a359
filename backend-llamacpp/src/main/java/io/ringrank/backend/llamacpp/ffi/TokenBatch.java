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
    private int sequencesEnd;

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
        sequencesEnd = 0;
        setPointer("token", tokens);
        setPointer("embd", MemorySegment.NULL);
    }

    /**
     * Adds tokens by their ids.
     *
     * @throws IndexOutOfBoundsException when they don't fit
     */
    void add(int[] ids, int firstPosition, int sequence) {
        requireRoom(false, ids.length);
        MemorySegment.copy(ids, 0, tokens, JAVA_INT, (long) count * Integer.BYTES, ids.length);
        place(ids.length, firstPosition, sequence);
    }

    /**
     * Adds tokens by rows of a table.
     *
     * @throws IndexOutOfBoundsException when they don't fit
     */
    void add(EmbeddingTable table, int[] rows, int firstPosition, int sequence) {
        requireRoom(true, rows.length);
        long bytes = (long) embeddingWidth * Float.BYTES;
        MemorySegment target = embeddings();
        for (int i = 0; i < rows.length; i++) {
            table.copyRow(rows[i], target.asSlice((count + i) * bytes, bytes));
        }
        setPointer("token", MemorySegment.NULL);
        setPointer("embd", target);
        place(rows.length, firstPosition, sequence);
    }

    private MemorySegment embeddings() {
        MemorySegment allocated = embeddings == null
                ? arena.allocate(JAVA_FLOAT, (long) mostTokens * embeddingWidth)
                : embeddings;
        embeddings = allocated;
        return allocated;
    }

    private void requireRoom(boolean asEmbeddings, int added) {
        if (added > mostTokens - count) {
            throw new IndexOutOfBoundsException("a batch holds " + mostTokens + " tokens");
        }
        if (count == 0) {
            byEmbedding = asEmbeddings;
        } else if (byEmbedding != asEmbeddings) {
            throw new IllegalStateException("a batch has ids or embeddings, not both");
        }
    }

    private void place(int added, int firstPosition, int sequence) {
        for (int i = 0; i < added; i++) {
            positions.setAtIndex(JAVA_INT, count + i, firstPosition + i);
            sequences.setAtIndex(JAVA_INT, count + i, sequence);
        }
        count += added;
        sequencesEnd = Math.max(sequencesEnd, sequence + 1);
    }

    int tokens() {
        return count;
    }

    /** Returns one more than the largest sequence that a token belongs to. */
    int sequencesEnd() {
        return sequencesEnd;
    }

    /**
     * Returns the batch for a native call.
     *
     * @param tokensMin a shorter batch is filled up to so many, by a sequence that repeats the first
     *        token: numbers that the others don't have could spoil them, as 0 times NaN is NaN
     * @param sequencesMax a batch that has all of them is not filled
     */
    MemorySegment struct(int tokensMin, int sequencesMax) {
        int filled = sequencesEnd < sequencesMax ? Math.max(count, tokensMin) : count;
        for (int i = count; i < filled; i++) {
            copyFirst(i);
            positions.setAtIndex(JAVA_INT, i, 0);
            sequences.setAtIndex(JAVA_INT, i, sequencesEnd);
        }
        struct.set(JAVA_INT, N_TOKENS, filled);
        return struct;
    }

    private void copyFirst(int index) {
        if (byEmbedding) {
            long bytes = (long) embeddingWidth * Float.BYTES;
            MemorySegment.copy(embeddings(), 0, embeddings(), index * bytes, bytes);
        } else {
            tokens.setAtIndex(JAVA_INT, index, tokens.getAtIndex(JAVA_INT, 0));
        }
    }

    private void setPointer(String field, MemorySegment value) {
        long offset = STRUCT.byteOffset(MemoryLayout.PathElement.groupElement(field));
        struct.set(ADDRESS, offset, value);
    }
}
