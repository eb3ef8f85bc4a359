// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.gguf;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/** A GGUF file read whole into memory, with its numbers. */
public final class GgufFile {

    /** Where a tensor is and how it is stored: ggml's type code, sizes and offset in the file. */
    public record Tensor(int type, List<Long> shape, long offset) {}

    private final ByteBuffer bytes;
    private final Map<String, Object> metadata = new LinkedHashMap<>();
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();

    public GgufFile(Path path) throws IOException {
        bytes = ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN);
        GgufHeader header = Headers.read(bytes.array());
        header.metadata().forEach((key, value) -> metadata.put(key, plain(value)));
        header.tensors()
                .forEach(tensor -> tensors.put(tensor.name(), new Tensor(tensor.typeCode(),
                        tensor.shape(), header.dataOffset() + tensor.offset())));
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
            case 30 -> IntStream.range(0, length)
                    .mapToDouble(i -> brain(tensor, row, length, i))
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

    private double brain(Tensor tensor, long row, int length, int i) {
        int upperHalf = bytes.getShort(at(tensor, (row * length + i) * 2));
        return Float.intBitsToFloat(upperHalf << 16);
    }

    private double q8(Tensor tensor, long row, int length, int i) {
        long block = (row * length + i) / 32 * 34;
        double step = Float.float16ToFloat(bytes.getShort(at(tensor, block)));
        return step * bytes.get(at(tensor, block + 2 + i % 32));
    }

    private static int at(Tensor tensor, long offset) {
        return Math.toIntExact(tensor.offset() + offset);
    }

    private static Object plain(GgufValue value) {
        return switch (value) {
            case GgufValue.Int(ValueType type, long number) -> number(type, number);
            case GgufValue.Real(ValueType type, double number) ->
                type == ValueType.FLOAT32 ? (Object) (float) number : number;
            case GgufValue.Truth(boolean truth) -> truth;
            case GgufValue.Text(String text) -> text;
            case GgufTexts texts -> IntStream.range(0, texts.size()).mapToObj(texts::get).toList();
            case GgufNumbers numbers -> IntStream.range(0, numbers.size())
                    .mapToObj(i -> element(numbers, i))
                    .toList();
        };
    }

    private static Object element(GgufNumbers numbers, int i) {
        return switch (numbers.type()) {
            case FLOAT32 -> (Object) (float) numbers.real(i);
            case FLOAT64 -> numbers.real(i);
            case BOOL -> numbers.integer(i) == 1;
            case UINT8, INT8, UINT16, INT16, UINT32, INT32, UINT64, INT64, STRING, ARRAY ->
                number(numbers.type(), numbers.integer(i));
        };
    }

    private static Object number(ValueType type, long number) {
        return type.bytes() == Long.BYTES ? (Object) number : (int) number;
    }
}
