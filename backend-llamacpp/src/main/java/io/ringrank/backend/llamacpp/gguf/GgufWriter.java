// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.gguf;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Writes one GGUF file (version 3): first collects metadata and the plan of the tensors, then
 * streams. One thread at a time.
 *
 * <p>
 * The same calls in the same order give the same bytes. Format:
 * https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
 */
public final class GgufWriter {

    /** The letters GGUF, as a little-endian number. */
    static final int MAGIC = 0x46554747;
    private static final int VERSION = 3;
    static final int ALIGNMENT_BYTES = 32;
    /** {@code GGML_MAX_NAME} is 64 with the closing zero. */
    static final int MOST_NAME_BYTES = 63;
    static final int MOST_DIMENSIONS = 4;
    private static final int BUFFER_BYTES = 1 << 20;

    private record Tensor(String name, TensorType type, List<Long> shape, TensorRows rows) {

        int rowValues() {
            return Math.toIntExact(shape.getFirst());
        }

        long rowCount() {
            return shape.stream().skip(1).reduce(1L, Math::multiplyExact);
        }

        long paddedBytes() {
            long bytes = Math.multiplyExact(type.rowBytes(rowValues()), rowCount());
            return Math.ceilDiv(bytes, ALIGNMENT_BYTES) * ALIGNMENT_BYTES;
        }
    }

    private final LittleEndianBuffer metadata = new LittleEndianBuffer();
    private final Set<String> keys = new HashSet<>();
    private final Set<String> names = new HashSet<>();
    private final List<Tensor> tensors = new ArrayList<>();

    /** Adds a text. Like every {@code put}, refuses a key that is already there. */
    public GgufWriter putString(String key, String value) {
        open(key, ValueType.STRING).text(value);
        return this;
    }

    /** Adds a truth value. */
    public GgufWriter putBoolean(String key, boolean value) {
        open(key, ValueType.BOOL).int8(value ? 1 : 0);
        return this;
    }

    /** Adds a number from 0 to 2^31 - 1 as uint32, the type that llama.cpp wants for sizes and ids. */
    public GgufWriter putUint32(String key, int value) {
        if (value < 0) {
            throw new IllegalArgumentException(key + " is negative: " + value);
        }
        open(key, ValueType.UINT32).int32(value);
        return this;
    }

    /** Adds a signed 32-bit number. */
    public GgufWriter putInt32(String key, int value) {
        open(key, ValueType.INT32).int32(value);
        return this;
    }

    /** Adds a 64-bit number; the bits of a negative one are read as a large unsigned number. */
    public GgufWriter putUint64(String key, long value) {
        open(key, ValueType.UINT64).int64(value);
        return this;
    }

    /** Adds a single-precision number. */
    public GgufWriter putFloat32(String key, float value) {
        open(key, ValueType.FLOAT32).float32(value);
        return this;
    }

    /** Adds an array of texts. */
    public GgufWriter putStrings(String key, List<String> values) {
        LittleEndianBuffer out = openArray(key, ValueType.STRING, values.size());
        values.forEach(out::text);
        return this;
    }

    /** Adds an array of truth values. */
    public GgufWriter putBooleans(String key, boolean... values) {
        LittleEndianBuffer out = openArray(key, ValueType.BOOL, values.length);
        for (boolean value : values) {
            out.int8(value ? 1 : 0);
        }
        return this;
    }

    /** Adds an array of signed 32-bit numbers. */
    public GgufWriter putInts(String key, int... values) {
        LittleEndianBuffer out = openArray(key, ValueType.INT32, values.length);
        for (int value : values) {
            out.int32(value);
        }
        return this;
    }

    /** Adds an array of single-precision numbers. */
    public GgufWriter putFloats(String key, float... values) {
        LittleEndianBuffer out = openArray(key, ValueType.FLOAT32, values.length);
        for (float value : values) {
            out.float32(value);
        }
        return this;
    }

    /**
     * Plans a tensor; its rows are asked for when the file is written, in the order of these calls.
     *
     * @param name
     *            unique, at most 63 bytes
     * @param shape
     *            one to four sizes in ggml's order: the row length first, a multiple of the type's
     *            block
     */
    public GgufWriter tensor(String name, TensorType type, TensorRows rows, long... shape) {
        if (name.getBytes(UTF_8).length > MOST_NAME_BYTES || !names.add(name)) {
            throw new IllegalArgumentException("tensor name is too long or a duplicate: " + name);
        }
        if (shape.length < 1 || shape.length > MOST_DIMENSIONS) {
            throw new IllegalArgumentException(
                    name + " has " + shape.length + " dimensions; 1 to 4 are allowed");
        }
        List<Long> sizes = new ArrayList<>();
        for (long size : shape) {
            if (size < 1) {
                throw new IllegalArgumentException(name + " has a dimension of size " + size);
            }
            sizes.add(size);
        }
        type.rowBytes(shape[0]);
        tensors.add(new Tensor(name, type, List.copyOf(sizes), rows));
        return this;
    }

    /**
     * Writes the file: into a temporary file beside it, forced to disk, then moved over the target,
     * so that nobody ever sees half a file.
     *
     * @throws IOException
     *             if the directory is missing, full or not writable; the target is then as before
     */
    public void writeTo(Path target) throws IOException {
        Path directory = target.toAbsolutePath().getParent();
        Path part = Files.createTempFile(directory, target.getFileName() + "-", ".part");
        try {
            try (FileChannel channel = FileChannel.open(part, WRITE)) {
                OutputStream out =
                        new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER_BYTES);
                out.write(head());
                for (Tensor tensor : tensors) {
                    writeData(tensor, out);
                }
                out.flush();
                channel.force(true);
            }
            Files.move(part, target, ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private byte[] head() {
        LittleEndianBuffer out = new LittleEndianBuffer();
        out.int32(MAGIC).int32(VERSION).int64(tensors.size()).int64(keys.size()).append(metadata);
        long offset = 0;
        for (Tensor tensor : tensors) {
            out.text(tensor.name()).int32(tensor.shape().size());
            tensor.shape().forEach(out::int64);
            out.int32(tensor.type().code()).int64(offset);
            offset += tensor.paddedBytes();
        }
        return out.padTo(ALIGNMENT_BYTES).toBytes();
    }

    private static void writeData(Tensor tensor, OutputStream out) throws IOException {
        float[] row = new float[tensor.rowValues()];
        byte[] bytes = new byte[Math.toIntExact(tensor.type().rowBytes(row.length))];
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        long rows = tensor.rowCount();
        for (long i = 0; i < rows; i++) {
            tensor.rows().fill(i, row);
            tensor.type().encode(row, buffer.clear());
            out.write(bytes);
        }
        out.write(new byte[Math.toIntExact(tensor.paddedBytes() - rows * bytes.length)]);
    }

    private LittleEndianBuffer open(String key, ValueType type) {
        if (!keys.add(key)) {
            throw new IllegalArgumentException("metadata key is there already: " + key);
        }
        return metadata.text(key).int32(type.code());
    }

    private LittleEndianBuffer openArray(String key, ValueType elements, int size) {
        return open(key, ValueType.ARRAY).int32(elements.code()).int64(size);
    }
}
