// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.ffi;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.util.Objects;

/**
 * The embeddings of a model with two segments: rows 0 to V - 1 are the tokens of segment 0 as the file
 * has them, rows V to 2V - 1 the same tokens in segment 1. Any thread.
 *
 * <p>The file is mapped, so the table takes no memory that llama.cpp's own mapping does not; it is
 * unmapped when nothing refers to the table any more.
 */
public final class EmbeddingTable {
    private final MemorySegment rows;
    private final Dequantizer dequantizer;
    private final int tokens;
    private final float[] shift;
    private final long rowBytes;

    private EmbeddingTable(FileChannel channel, long offset, int tokens, float[] shift,
            Dequantizer dequantizer) throws IOException {
        this.dequantizer = dequantizer;
        this.tokens = tokens;
        this.shift = shift.clone();
        rowBytes = dequantizer.bytes(shift.length);
        long bytes = Math.multiplyExact(rowBytes, (long) tokens);
        if (offset < 0 || bytes > channel.size() - offset) {
            throw new IOException("it ends before its tensor at byte " + offset);
        }
        rows = channel.map(MapMode.READ_ONLY, offset, bytes, Arena.ofAuto());
    }

    /**
     * Maps a file's table.
     *
     * @param offset first byte of the tensor in the file
     * @param tokens V
     * @param shift what is added to a token's embedding in segment 1; its length is the embedding's
     * @throws IOException when the file can't be mapped or is too short
     */
    static EmbeddingTable map(Path file, long offset, int tokens, float[] shift,
            Dequantizer dequantizer) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            return new EmbeddingTable(channel, offset, tokens, shift, dequantizer);
        }
    }

    /** Returns the number of rows, twice that of the file. */
    public int rows() {
        return 2 * tokens;
    }

    /**
     * Writes a row of floats.
     *
     * @throws IndexOutOfBoundsException when there is no such row
     */
    void copyRow(int row, MemorySegment target) {
        Objects.checkIndex(row, rows());
        MemorySegment source = rows.asSlice(row % tokens * rowBytes, rowBytes);
        dequantizer.dequantize(source, target);
        if (row >= tokens) {
            for (int i = 0; i < shift.length; i++) {
                float sum = target.getAtIndex(JAVA_FLOAT, i) + shift[i];
                target.setAtIndex(JAVA_FLOAT, i, sum);
            }
        }
    }
}
