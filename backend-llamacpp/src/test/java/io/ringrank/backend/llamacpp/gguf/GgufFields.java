// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.gguf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Where the fields of a sound file's header lie, so that a test can aim at them. */
public final class GgufFields {

    /** What a field decides. */
    public enum Kind {
        MAGIC, VERSION, COUNT, LENGTH, VALUE_TYPE, DIMENSIONS, SIZE, TENSOR_TYPE, OFFSET, VALUE
    }

    /** @param bytes 1, 2, 4 or 8 */
    public record Field(Kind kind, int start, int bytes) {}

    /** One tensor's place in the list of tensors. */
    public record Range(int start, int end) {}

    private final List<Field> fields = new ArrayList<>();
    private final List<Range> tensors = new ArrayList<>();
    private final ByteBuffer in;

    public GgufFields(byte[] file) {
        in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        int32(Kind.MAGIC);
        int32(Kind.VERSION);
        long tensorCount = int64(Kind.COUNT);
        long keyCount = int64(Kind.COUNT);
        for (long i = 0; i < keyCount; i++) {
            text();
            value(ValueType.of(int32(Kind.VALUE_TYPE)).orElseThrow());
        }
        for (long i = 0; i < tensorCount; i++) {
            tensor();
        }
    }

    public List<Field> fields() {
        return fields;
    }

    public List<Range> tensors() {
        return tensors;
    }

    /** Bytes up to the end of the list of tensors. */
    public int end() {
        return in.position();
    }

    private void tensor() {
        int start = in.position();
        text();
        int dimensions = int32(Kind.DIMENSIONS);
        for (int i = 0; i < dimensions; i++) {
            int64(Kind.SIZE);
        }
        int32(Kind.TENSOR_TYPE);
        int64(Kind.OFFSET);
        tensors.add(new Range(start, in.position()));
    }

    private void text() {
        int length = (int) int64(Kind.LENGTH);
        in.position(in.position() + length);
    }

    private void value(ValueType type) {
        switch (type) {
            case STRING -> text();
            case ARRAY -> array();
            case UINT8, INT8, UINT16, INT16, UINT32, INT32, FLOAT32, BOOL, UINT64, INT64,
                    FLOAT64 ->
                take(Kind.VALUE, type.bytes());
        }
    }

    private void array() {
        ValueType type = ValueType.of(int32(Kind.VALUE_TYPE)).orElseThrow();
        long size = int64(Kind.COUNT);
        for (long i = 0; i < size; i++) {
            value(type);
        }
    }

    private int int32(Kind kind) {
        take(kind, Integer.BYTES);
        return in.getInt(in.position() - Integer.BYTES);
    }

    private long int64(Kind kind) {
        take(kind, Long.BYTES);
        return in.getLong(in.position() - Long.BYTES);
    }

    private void take(Kind kind, int bytes) {
        fields.add(new Field(kind, in.position(), bytes));
        in.position(in.position() + bytes);
    }
}
