// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.builtin;

/**
 * A square linear map {@code y = W x + b} that starts as zero and gets single entries. One thread at
 * a time while it is filled.
 *
 * <p>
 * Inputs and outputs are the coordinates of {@link Embedding}.
 */
final class Projection {

    private final float[][] weight = new float[Embedding.SIZE][Embedding.SIZE];
    private final float[] bias = new float[Embedding.SIZE];

    /** Makes output {@code to} grow by {@code factor} times input {@code from}. */
    Projection add(int to, int from, double factor) {
        weight[to][from] += (float) factor;
        return this;
    }

    /** Makes output {@code to} grow by a constant. */
    Projection addConstant(int to, double value) {
        bias[to] += (float) value;
        return this;
    }

    /** Copies a whole output row, as {@code TensorRows} asks for it. */
    void fillWeight(long row, float[] into) {
        System.arraycopy(weight[Math.toIntExact(row)], 0, into, 0, into.length);
    }

    /** Copies the bias, which is a tensor of one row. */
    void fillBias(long row, float[] into) {
        System.arraycopy(bias, 0, into, 0, into.length);
    }
}
