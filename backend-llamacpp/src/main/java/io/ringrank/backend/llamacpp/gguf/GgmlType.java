// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.gguf;

import java.util.Optional;

/**
 * The ways to store a tensor's numbers that GGUF files use, by ggml's number ({@code enum
 * ggml_type}). Any thread.
 *
 * <p>
 * Numbers that are missing here were taken out of the format. Block sizes are those of the structs
 * in ggml-common.h.
 */
public enum GgmlType {
    F32(0, 1, 4), F16(1, 1, 2), Q4_0(2, 32, 18), Q4_1(3, 32, 20), Q5_0(6, 32, 22), Q5_1(7, 32,
            24), Q8_0(8, 32, 34), Q8_1(9, 32, 36), Q2_K(10, 256, 84), Q3_K(11, 256, 110), Q4_K(12,
                    256, 144), Q5_K(13, 256, 176), Q6_K(14, 256, 210), Q8_K(15, 256, 292), IQ2_XXS(
                            16, 256, 66), IQ2_XS(17, 256, 74), IQ3_XXS(18, 256, 98), IQ1_S(19, 256,
                                    50), IQ4_NL(20, 32, 18), IQ3_S(21, 256, 110), IQ2_S(22, 256,
                                            82), IQ4_XS(23, 256, 136), I8(24, 1, 1), I16(25, 1,
                                                    2), I32(26, 1, 4), I64(27, 1, 8), F64(28, 1,
                                                            8), IQ1_M(29, 256, 56), BF16(30, 1,
                                                                    2), TQ1_0(34, 256, 54), TQ2_0(
                                                                            35, 256,
                                                                            66), MXFP4(39, 32, 17);

    private final int code;
    private final int blockValues;
    private final int blockBytes;

    GgmlType(int code, int blockValues, int blockBytes) {
        this.code = code;
        this.blockValues = blockValues;
        this.blockBytes = blockBytes;
    }

    /** Returns the type with that number in a file. */
    public static Optional<GgmlType> of(int code) {
        for (GgmlType type : values()) {
            if (type.code == code) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    /** Returns the number that stands for this type in a file. */
    public int code() {
        return code;
    }

    /** Returns how many values are stored together; a row's length is a multiple of it. */
    public int blockValues() {
        return blockValues;
    }

    /** Returns how many bytes a block takes. */
    public int blockBytes() {
        return blockBytes;
    }

    /** Returns the bytes of so many values, a multiple of {@link #blockValues}. */
    public long bytes(long values) {
        return values / blockValues * blockBytes;
    }

    /**
     * Returns whether ggml can multiply a matrix of this type with activations. It has no such code
     * for integers, doubles and the types that it makes of activations itself, and ends the process
     * if asked to.
     */
    public boolean canBeWeights() {
        return switch (this) {
            case F32, F16, BF16, Q4_0, Q4_1, Q5_0, Q5_1, Q8_0, Q2_K, Q3_K, Q4_K, Q5_K, Q6_K,
                    IQ2_XXS,
                    IQ2_XS, IQ3_XXS, IQ1_S, IQ4_NL, IQ3_S, IQ2_S, IQ4_XS, IQ1_M, TQ1_0, TQ2_0,
                    MXFP4 ->
                true;
            case Q8_1, Q8_K, I8, I16, I32, I64, F64 -> false;
        };
    }
}
