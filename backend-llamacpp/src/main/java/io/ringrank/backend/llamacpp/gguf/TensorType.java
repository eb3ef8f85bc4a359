// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.gguf;

import java.nio.ByteBuffer;

/**
 * How {@link GgufWriter} can store the numbers of a tensor. Any thread.
 *
 * <p>
 * The Q8_0 rounding is that of ggml ({@code block_q8_0}: one half-precision scale and 32 signed
 * bytes for 32 values).
 */
public enum TensorType {
    /** Single precision, four bytes a value. */
    F32(GgmlType.F32),
    /** Half precision, two bytes a value, rounded to nearest even. */
    F16(GgmlType.F16),
    /** The upper half of single precision, two bytes a value, rounded to nearest even. */
    BF16(GgmlType.BF16),
    /** 34 bytes for 32 values: about 1/254 of a block's largest value is the largest error. */
    Q8_0(GgmlType.Q8_0);

    private final GgmlType type;

    TensorType(GgmlType type) {
        this.type = type;
    }

    /** Returns the number that stands for this type in a GGUF file. */
    public int code() {
        return type.code();
    }

    /** Returns how many values are stored together; a row's length is a multiple of it. */
    public int blockValues() {
        return type.blockValues();
    }

    /**
     * Returns the bytes of a row of so many values.
     *
     * @throws IllegalArgumentException if the row is not made of whole blocks
     */
    public long rowBytes(long values) {
        if (values % type.blockValues() != 0) {
            throw new IllegalArgumentException(
                    this + " stores blocks of " + type.blockValues() + " values, not a row of "
                            + values);
        }
        return values / type.blockValues() * type.blockBytes();
    }

    /** Appends a row to a little-endian buffer that has room for {@link #rowBytes} more bytes. */
    void encode(float[] row, ByteBuffer out) {
        switch (this) {
            case F32 -> {
                for (float value : row) {
                    out.putFloat(value);
                }
            }
            case F16 -> {
                for (float value : row) {
                    out.putShort(Float.floatToFloat16(value));
                }
            }
            case BF16 -> {
                for (float value : row) {
                    out.putShort(upperHalf(value));
                }
            }
            case Q8_0 -> {
                for (int start = 0; start < row.length; start += type.blockValues()) {
                    encodeBlock(row, start, out);
                }
            }
        }
    }

    private static short upperHalf(float value) {
        int bits = Float.floatToIntBits(value);
        int half = bits >>> Short.SIZE;
        // The bits of NaN are those of the canonical one, whose lower half is zero.
        return (short) (Float.isNaN(value) ? half : (bits + 0x7FFF + (half & 1)) >>> Short.SIZE);
    }

    private void encodeBlock(float[] row, int start, ByteBuffer out) {
        float largest = 0;
        for (int i = 0; i < type.blockValues(); i++) {
            largest = Math.max(largest, Math.abs(row[start + i]));
        }
        float step = largest / Byte.MAX_VALUE;
        out.putShort(Float.floatToFloat16(step));
        for (int i = 0; i < type.blockValues(); i++) {
            out.put(step == 0 ? 0 : (byte) Math.round(row[start + i] / step));
        }
    }
}
