// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.gguf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** An array of numbers or truth values, kept as the bytes of the file. Any thread. */
public final class GgufNumbers implements GgufValue {

    private final ValueType type;
    private final ByteBuffer bytes;

    GgufNumbers(ValueType type, byte[] bytes) {
        this.type = type;
        this.bytes = ByteBuffer.wrap(bytes).asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Returns the type of the elements: neither a text nor an array. */
    public ValueType type() {
        return type;
    }

    /** Returns the number of elements. */
    public int size() {
        return bytes.limit() / type.bytes();
    }

    /**
     * Returns an integer as {@link GgufValue.Int} would hold it, or 1 and 0 for a truth value.
     *
     * @throws IllegalStateException if the elements are fractions
     */
    public long integer(int index) {
        int at = index * type.bytes();
        return switch (type) {
            case UINT8 -> Byte.toUnsignedLong(bytes.get(at));
            case INT8 -> bytes.get(at);
            case BOOL -> bytes.get(at) == 0 ? 0 : 1;
            case UINT16 -> Short.toUnsignedLong(bytes.getShort(at));
            case INT16 -> bytes.getShort(at);
            case UINT32 -> Integer.toUnsignedLong(bytes.getInt(at));
            case INT32 -> bytes.getInt(at);
            case UINT64, INT64 -> bytes.getLong(at);
            case FLOAT32, FLOAT64, STRING, ARRAY ->
                throw new IllegalStateException("not integers: " + typeLabel());
        };
    }

    /** Returns an element as a fraction, rounded if it is a long integer. */
    public double real(int index) {
        return switch (type) {
            case FLOAT32 -> bytes.getFloat(index * type.bytes());
            case FLOAT64 -> bytes.getDouble(index * type.bytes());
            case UINT8, INT8, UINT16, INT16, UINT32, INT32, UINT64, INT64, BOOL, STRING, ARRAY ->
                integer(index);
        };
    }

    @Override
    public String typeLabel() {
        return "array of " + type.label();
    }
}
