// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.gguf;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * A GGUF file read whole into memory, written from the format's description and not from our writer,
 * so that the two check each other.
 */
public final class GgufFile {

    private static final int ALIGNMENT_BYTES = 32;

    /** Where a tensor is and how it is stored: ggml's type code, sizes and offset in the file. */
    public record Tensor(int type, List<Long> shape, long offset) {}

    private final ByteBuffer bytes;
    private final Map<String, Object> metadata = new LinkedHashMap<>();
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();

    public GgufFile(Path path) throws IOException {
        bytes = ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN);
        byte[] magic = new byte[4];
        bytes.get(magic);
        if (!new String(magic, UTF_8).equals("GGUF") || bytes.getInt() != 3) {
            throw new IOException("not a GGUF file of version 3: " + path);
        }
        long tensorCount = bytes.getLong();
        long keyCount = bytes.getLong();
        for (long i = 0; i < keyCount; i++) {
            metadata.put(text(), value(bytes.getInt()));
        }
        for (long i = 0; i < tensorCount; i++) {
            String name = text();
            List<Long> shape = new ArrayList<>();
            int dimensions = bytes.getInt();
            for (int d = 0; d < dimensions; d++) {
                shape.add(bytes.getLong());
            }
            tensors.put(name, new Tensor(bytes.getInt(), shape, bytes.getLong()));
        }
        long data = Math.ceilDiv((long) bytes.position(), ALIGNMENT_BYTES) * ALIGNMENT_BYTES;
        tensors.replaceAll((name, t) -> new Tensor(t.type(), t.shape(), data + t.offset()));
    }

    /** Returns the value of a key: a String, Boolean, Integer, Long, Float or a List of one. */
    public Object get(String key) {
        return Objects.requireNonNull(metadata.get(key), key);
    }

    public int getInt(String key) {
        return (Integer) get(key);
    }

    public List<String> getStrings(String key) {
        return ((List<?>) get(key)).stream().map(String.class::cast).toList();
    }

    public Map<String, Object> metadata() {
        return metadata;
    }

    public Map<String, Tensor> tensors() {
        return tensors;
    }

    public List<Long> shape(String name) {
        return Objects.requireNonNull(tensors.get(name), name).shape();
    }

    /** Returns one row of a tensor, dequantised. */
    public double[] row(String name, long row) {
        Tensor tensor = Objects.requireNonNull(tensors.get(name), name);
        int length = Math.toIntExact(tensor.shape().getFirst());
        return switch (tensor.type()) {
            case 0 -> IntStream.range(0, length)
                    .mapToDouble(i -> bytes.getFloat(at(tensor, (row * length + i) * 4)))
                    .toArray();
            case 1 -> IntStream.range(0, length)
                    .mapToDouble(i -> half(tensor, row, length, i))
                    .toArray();
            case 8 -> IntStream.range(0, length)
                    .mapToDouble(i -> q8(tensor, row, length, i))
                    .toArray();
            default -> throw new IllegalArgumentException(name + " has type " + tensor.type());
        };
    }

    private double half(Tensor tensor, long row, int length, int i) {
        return Float.float16ToFloat(bytes.getShort(at(tensor, (row * length + i) * 2)));
    }

    private double q8(Tensor tensor, long row, int length, int i) {
        long block = (row * length + i) / 32 * 34;
        double step = Float.float16ToFloat(bytes.getShort(at(tensor, block)));
        return step * bytes.get(at(tensor, block + 2 + i % 32));
    }

    private static int at(Tensor tensor, long offset) {
        return Math.toIntExact(tensor.offset() + offset);
    }

    private String text() {
        byte[] utf8 = new byte[Math.toIntExact(bytes.getLong())];
        bytes.get(utf8);
        return new String(utf8, UTF_8);
    }

    private Object value(int type) {
        return switch (type) {
            case 4, 5 -> bytes.getInt();
            case 6 -> bytes.getFloat();
            case 7 -> bytes.get() != 0;
            case 8 -> text();
            case 9 -> array();
            case 10, 11 -> bytes.getLong();
            default -> throw new IllegalArgumentException("metadata of type " + type);
        };
    }

    private List<Object> array() {
        int type = bytes.getInt();
        long size = bytes.getLong();
        List<Object> values = new ArrayList<>();
        for (long i = 0; i < size; i++) {
            values.add(value(type));
        }
        return values;
    }
}
