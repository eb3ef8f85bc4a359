// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.gguf;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Headers for tests: read from memory, or made of another with one thing changed. */
public final class Headers {

    private Headers() {}

    /** Reads what may be no header. */
    public static GgufReading reading(byte[] file) {
        return reading(file, GgufLimits.DEFAULT);
    }

    static GgufReading reading(byte[] file, GgufLimits limits) {
        try {
            return GgufHeaderReader.read(Channels.newChannel(new ByteArrayInputStream(file)),
                    file.length, limits);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads the header of a file that is known to be one. */
    public static GgufHeader read(byte[] file) throws IOException {
        return switch (reading(file)) {
            case GgufReading.Read(GgufHeader header) -> header;
            case GgufReading.Malformed malformed -> throw new IOException(malformed.message());
        };
    }

    /** With a key set or replaced. */
    public static GgufHeader with(GgufHeader header, String key, GgufValue value) {
        Map<String, GgufValue> metadata = new LinkedHashMap<>(header.metadata());
        metadata.put(key, value);
        return new GgufHeader(header.version(), metadata, header.tensors(),
                header.alignmentBytes(), header.dataOffset());
    }

    /** Without a key. */
    public static GgufHeader without(GgufHeader header, String key) {
        Map<String, GgufValue> metadata = new LinkedHashMap<>(header.metadata());
        metadata.remove(key);
        return new GgufHeader(header.version(), metadata, header.tensors(),
                header.alignmentBytes(), header.dataOffset());
    }

    /** With other tensors. */
    public static GgufHeader with(GgufHeader header, UnaryOperator<List<GgufTensor>> change) {
        return new GgufHeader(header.version(), header.metadata(),
                change.apply(new ArrayList<>(header.tensors())), header.alignmentBytes(),
                header.dataOffset());
    }

    /** With one tensor changed. */
    public static GgufHeader with(GgufHeader header, String tensor,
            UnaryOperator<GgufTensor> change) {
        return with(header, tensors -> tensors.stream()
                .map(t -> t.name().equals(tensor) ? change.apply(t) : t)
                .toList());
    }

    public static GgufTexts texts(List<String> texts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int[] ends = new int[texts.size()];
        for (int i = 0; i < ends.length; i++) {
            bytes.writeBytes(texts.get(i).getBytes(UTF_8));
            ends[i] = bytes.size();
        }
        return new GgufTexts(bytes.toByteArray(), ends);
    }

    public static GgufNumbers int32s(int... numbers) {
        ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * numbers.length)
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.asIntBuffer().put(numbers);
        return new GgufNumbers(ValueType.INT32, bytes.array());
    }

    public static GgufNumbers float32s(float... numbers) {
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * numbers.length)
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(numbers);
        return new GgufNumbers(ValueType.FLOAT32, bytes.array());
    }

    public static GgufNumbers uint8s(int... numbers) {
        byte[] bytes = new byte[numbers.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) numbers[i];
        }
        return new GgufNumbers(ValueType.UINT8, bytes);
    }

    public static GgufValue uint32(long number) {
        return new GgufValue.Int(ValueType.UINT32, number);
    }
}
