// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.reference;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/** The arithmetic that transformers share, on rows of one vector a token. Any thread. */
final class Arithmetic {

    private Arithmetic() {}

    /** What is added to a scaled product of query and key before the softmax; -infinity hides the key. */
    @FunctionalInterface
    interface Bias {
        double at(int head, int query, int key);
    }

    /**
     * Scaled dot-product attention. Keys and values may have fewer heads than queries: neighbours
     * share them.
     */
    static double[][] attention(double[][] queries, double[][] keys, double[][] values, int heads,
            Bias bias) {
        int n = queries.length;
        int headSize = queries[0].length / heads;
        int sharing = queries[0].length / keys[0].length;
        double[][] out = new double[n][queries[0].length];
        for (int head = 0; head < heads; head++) {
            int from = head * headSize;
            int keyFrom = head / sharing * headSize;
            for (int i = 0; i < n; i++) {
                double[] logits = new double[n];
                for (int j = 0; j < n; j++) {
                    logits[j] = dot(queries[i], from, keys[j], keyFrom, headSize)
                            / Math.sqrt(headSize) + bias.at(head, i, j);
                }
                double[] shares = softmax(logits);
                for (int j = 0; j < n; j++) {
                    for (int d = 0; d < headSize; d++) {
                        out[i][from + d] += shares[j] * values[j][keyFrom + d];
                    }
                }
            }
        }
        return out;
    }

    /**
     * The slope of a head's penalty for distance (Press et al., "Train Short, Test Long"): powers of
     * 2^(-8/n) for n heads, and every second one of the next power for those behind a power of two.
     */
    static double alibiSlope(int head, int heads) {
        int whole = Integer.highestOneBit(heads);
        return head < whole
                ? Math.pow(2, -8.0 * (head + 1) / whole)
                : Math.pow(2, -4.0 * (2 * (head - whole) + 1) / whole);
    }

    /** Rotates each head's pairs, whose halves lie half a head apart, by the token's position. */
    static double[][] rotated(double[][] x, int headSize, double base) {
        double[][] out = new double[x.length][];
        for (int position = 0; position < x.length; position++) {
            out[position] = x[position].clone();
            for (int from = 0; from < x[position].length; from += headSize) {
                rotate(out[position], from, headSize, base, position);
            }
        }
        return out;
    }

    private static void rotate(double[] x, int from, int headSize, double base, int position) {
        int half = headSize / 2;
        for (int i = 0; i < half; i++) {
            double angle = position * Math.pow(base, -2.0 * i / headSize);
            double a = x[from + i];
            double b = x[from + half + i];
            x[from + i] = a * Math.cos(angle) - b * Math.sin(angle);
            x[from + half + i] = a * Math.sin(angle) + b * Math.cos(angle);
        }
    }

    static double[] softmax(double[] logits) {
        double largest = Arrays.stream(logits).max().orElseThrow();
        double[] exp = map(logits, logit -> Math.exp(logit - largest));
        double sum = Arrays.stream(exp).sum();
        return map(exp, e -> e / sum);
    }

    /** The tanh form of GELU, as ggml computes it. */
    static double gelu(double x) {
        return 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
    }

    static double silu(double x) {
        return x / (1 + Math.exp(-x));
    }

    static double[] map(double[] x, DoubleUnaryOperator function) {
        return Arrays.stream(x).map(function).toArray();
    }

    static double[] plus(double[] a, double[] b) {
        return IntStream.range(0, a.length).mapToDouble(i -> a[i] + b[i]).toArray();
    }

    static double[] times(double[] a, double[] b) {
        return IntStream.range(0, a.length).mapToDouble(i -> a[i] * b[i]).toArray();
    }

    private static double dot(double[] a, int fromA, double[] b, int fromB, int length) {
        double sum = 0;
        for (int i = 0; i < length; i++) {
            sum += a[fromA + i] * b[fromB + i];
        }
        return sum;
    }
}
