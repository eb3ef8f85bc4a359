// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.runtime;

import io.ringrank.backend.llamacpp.ffi.EmbeddingTable;
import io.ringrank.backend.llamacpp.ffi.LlamaLibrary;
import io.ringrank.backend.llamacpp.ffi.NativeLibraryException;
import io.ringrank.backend.llamacpp.gguf.GgmlType;
import io.ringrank.backend.llamacpp.gguf.GgufTensor;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Finds in a BERT file what tells its two segments apart. llama.cpp adds the embedding of segment 0 to
 * every token, so a token of segment 1 is given as its own embedding plus the difference of both.
 * Any thread.
 */
final class Segments {
    private static final String TYPES = "token_types.weight";
    private static final String TOKENS = "token_embd.weight";

    private Segments() {}

    /**
     * Returns the table of both segments' embeddings; empty when the file has one segment, or two that
     * are the same.
     *
     * @param width numbers of an embedding
     * @throws IOException when the file can't be read or is not as its header says
     * @throws NativeLibraryException when the library makes no floats of the embeddings
     */
    static Optional<EmbeddingTable> table(ModelFile file, LlamaLibrary library, int width)
            throws IOException, NativeLibraryException {
        Optional<GgufTensor> types = file.tensor(TYPES).filter(t -> rows(t) >= 2);
        if (types.isEmpty()) {
            return Optional.empty();
        }
        float[] shift = shift(file, types.get(), width);
        GgufTensor tokens = file.tensor(TOKENS).orElseThrow(() -> new IOException("no " + TOKENS));
        GgmlType type = tokens.type().orElseThrow(() -> new IOException("type of " + TOKENS));
        if (isNone(shift)) {
            return Optional.empty();
        }
        requireWidth(tokens, width);
        return Optional.of(library.embeddings(file.path(), file.offset(tokens), type,
                Math.toIntExact(rows(tokens)), shift));
    }

    private static long rows(GgufTensor tensor) {
        List<Long> shape = tensor.shape();
        return shape.size() < 2 ? 1 : shape.get(1);
    }

    private static void requireWidth(GgufTensor tensor, int width) throws IOException {
        if (tensor.shape().getFirst() != width) {
            throw new IOException(tensor.name() + " has rows of " + tensor.shape().getFirst()
                    + " numbers, not of " + width);
        }
    }

    private static float[] shift(ModelFile file, GgufTensor types, int width) throws IOException {
        if (types.type().filter(GgmlType.F32::equals).isEmpty()) {
            throw new IOException(TYPES + " is not of the type F32");
        }
        requireWidth(types, width);
        ByteBuffer bytes =
                ByteBuffer.allocate(2 * width * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        try (FileChannel channel = FileChannel.open(file.path())) {
            while (bytes.hasRemaining()) {
                if (channel.read(bytes, file.offset(types) + bytes.position()) < 0) {
                    throw new EOFException("it ends inside " + TYPES);
                }
            }
        }
        FloatBuffer rows = bytes.flip().asFloatBuffer();
        float[] shift = new float[width];
        for (int i = 0; i < width; i++) {
            shift[i] = rows.get(width + i) - rows.get(i);
        }
        return shift;
    }

    private static boolean isNone(float[] shift) {
        return Arrays.equals(shift, new float[shift.length]);
    }
}
