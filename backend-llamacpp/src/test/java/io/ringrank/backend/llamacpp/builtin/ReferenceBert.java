// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.builtin;

import io.ringrank.backend.llamacpp.gguf.GgufFile;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/**
 * The forward pass of a BERT cross-encoder in double precision, as llama.cpp builds its graph: token
 * + type 0 + position, LayerNorm, then layers that normalise after each half (attention,
 * feed-forward with GELU), then cls, tanh and cls.output on the first token. It knows nothing of how
 * the built-in model was made and reads all numbers from the file. Any thread.
 */
final class ReferenceBert {

    private final GgufFile file;
    private final int layers;
    private final int heads;
    private final double epsilon;
    private final Map<String, double[][]> matrices = new ConcurrentHashMap<>();

    ReferenceBert(GgufFile file) {
        this.file = file;
        layers = file.getInt("bert.block_count");
        heads = file.getInt("bert.attention.head_count");
        epsilon = (Float) file.get("bert.attention.layer_norm_epsilon");
    }

    double score(int... tokens) {
        if (tokens.length > file.getInt("bert.context_length")) {
            throw new IllegalArgumentException("longer than the context: " + tokens.length);
        }
        double[][] x = new double[tokens.length][];
        for (int i = 0; i < tokens.length; i++) {
            double[] sum = add(file.row("token_embd.weight", tokens[i]),
                    file.row("token_types.weight", 0));
            x[i] = norm(add(sum, file.row("position_embd.weight", i)), "token_embd_norm");
        }
        for (int layer = 0; layer < layers; layer++) {
            x = layer(x, "blk." + layer + ".");
        }
        double[] pooled = linear("cls", x[0]);
        return linear("cls.output", IntStream.range(0, pooled.length)
                .mapToDouble(i -> Math.tanh(pooled[i]))
                .toArray())[0];
    }

    private double[][] layer(double[][] x, String prefix) {
        double[][] mixed = attention(x, prefix);
        double[][] out = new double[x.length][];
        for (int i = 0; i < x.length; i++) {
            double[] attended = norm(add(linear(prefix + "attn_output", mixed[i]), x[i]),
                    prefix + "attn_output_norm");
            double[] up = linear(prefix + "ffn_up", attended);
            double[] hidden =
                    IntStream.range(0, up.length).mapToDouble(d -> gelu(up[d])).toArray();
            out[i] = norm(add(linear(prefix + "ffn_down", hidden), attended),
                    prefix + "layer_output_norm");
        }
        return out;
    }

    private double[][] attention(double[][] x, String prefix) {
        int n = x.length;
        int size = x[0].length;
        int headSize = size / heads;
        double[][] queries = each(x, prefix + "attn_q");
        double[][] keys = each(x, prefix + "attn_k");
        double[][] values = each(x, prefix + "attn_v");
        double[][] out = new double[n][size];
        for (int i = 0; i < n; i++) {
            for (int from = 0; from < size; from += headSize) {
                double[] logits = new double[n];
                for (int j = 0; j < n; j++) {
                    logits[j] = dot(queries[i], keys[j], from, from + headSize)
                            / Math.sqrt(headSize);
                }
                double[] shares = softmax(logits);
                for (int j = 0; j < n; j++) {
                    for (int d = from; d < from + headSize; d++) {
                        out[i][d] += shares[j] * values[j][d];
                    }
                }
            }
        }
        return out;
    }

    private double[][] each(double[][] x, String name) {
        double[][] out = new double[x.length][];
        for (int i = 0; i < x.length; i++) {
            out[i] = linear(name, x[i]);
        }
        return out;
    }

    private double[] linear(String name, double[] x) {
        double[][] columns = matrices.computeIfAbsent(name, this::readColumns);
        double[] out = columns[x.length].clone();
        for (int from = 0; from < x.length; from++) {
            double[] column = columns[from];
            for (int to = 0; to < out.length; to++) {
                out[to] += column[to] * x[from];
            }
        }
        return out;
    }

    /** The columns of a weight, then its bias: so the inner loop above is one the compiler widens. */
    private double[][] readColumns(String name) {
        double[] bias = file.row(name + ".bias", 0);
        int inputs = Math.toIntExact(file.shape(name + ".weight").getFirst());
        double[][] columns = new double[inputs + 1][bias.length];
        for (int to = 0; to < bias.length; to++) {
            double[] row = file.row(name + ".weight", to);
            for (int from = 0; from < inputs; from++) {
                columns[from][to] = row[from];
            }
        }
        columns[inputs] = bias;
        return columns;
    }

    private double[] norm(double[] x, String name) {
        double mean = IntStream.range(0, x.length).mapToDouble(i -> x[i]).average().orElseThrow();
        double variance = IntStream.range(0, x.length)
                .mapToDouble(i -> (x[i] - mean) * (x[i] - mean))
                .average()
                .orElseThrow();
        double[][] gainAndBias = matrices.computeIfAbsent(name,
                n -> new double[][]{file.row(n + ".weight", 0), file.row(n + ".bias", 0)});
        return IntStream.range(0, x.length)
                .mapToDouble(i -> (x[i] - mean)
                        / Math.sqrt(variance + epsilon) * gainAndBias[0][i] + gainAndBias[1][i])
                .toArray();
    }

    private static double[] softmax(double[] logits) {
        double largest = IntStream.range(0, logits.length)
                .mapToDouble(i -> logits[i])
                .max()
                .orElseThrow();
        double[] exp = IntStream.range(0, logits.length)
                .mapToDouble(i -> Math.exp(logits[i] - largest))
                .toArray();
        double sum = IntStream.range(0, exp.length).mapToDouble(i -> exp[i]).sum();
        return IntStream.range(0, exp.length).mapToDouble(i -> exp[i] / sum).toArray();
    }

    /** The tanh form of GELU, as ggml computes it. */
    private static double gelu(double x) {
        return 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
    }

    private static double[] add(double[] a, double[] b) {
        return IntStream.range(0, a.length).mapToDouble(i -> a[i] + b[i]).toArray();
    }

    private static double dot(double[] a, double[] b, int from, int to) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
