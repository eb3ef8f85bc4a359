// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.reference;

import static io.ringrank.backend.llamacpp.reference.Arithmetic.attention;
import static io.ringrank.backend.llamacpp.reference.Arithmetic.map;
import static io.ringrank.backend.llamacpp.reference.Arithmetic.plus;
import static io.ringrank.backend.llamacpp.reference.Arithmetic.rotated;
import static io.ringrank.backend.llamacpp.reference.Arithmetic.times;

import io.ringrank.backend.llamacpp.gguf.GgufFile;
import java.util.Arrays;

/**
 * ModernBERT (Warner et al., 2024): layers that normalise before each half (the first not before its
 * attention), rotary positions, gated feed-forward. The first of every few layers sees all tokens,
 * the others a window round each. The mean of all tokens goes through dense, GELU and norm into the
 * classifier. Any thread.
 */
final class ReferenceModernBert implements ReferenceModel {

    private final Weights weights;
    private final int layers;
    private final int heads;
    private final int headSize;
    private final int window;
    private final int period;
    private final double globalBase;
    private final double localBase;

    ReferenceModernBert(GgufFile file) {
        weights = new Weights(file, "modern-bert.attention.layer_norm_epsilon");
        layers = file.getInt("modern-bert.block_count");
        heads = file.getInt("modern-bert.attention.head_count");
        headSize = file.getInt("modern-bert.embedding_length") / heads;
        window = file.getInt("modern-bert.attention.sliding_window");
        period = file.getInt("modern-bert.attention.sliding_window_pattern");
        globalBase = (Float) file.get("modern-bert.rope.freq_base");
        localBase = (Float) file.get("modern-bert.rope.freq_base_swa");
    }

    @Override
    public double score(int... ids) {
        double[][] x = Arrays.stream(ids)
                .mapToObj(id -> weights.row("token_embd", id))
                .toArray(double[][]::new);
        x = weights.layerNorm("token_embd_norm", x);
        for (int layer = 0; layer < layers; layer++) {
            x = layer(x, layer, "blk." + layer + ".");
        }
        double[] mean = mean(weights.layerNorm("output_norm", x));
        double[] head = weights.layerNorm("cls.norm",
                map(weights.linear("cls", mean), Arithmetic::gelu));
        return weights.linear("cls.output", head)[0];
    }

    private double[][] layer(double[][] x, int layer, String block) {
        double[][] input = weights.has(block + "attn_norm")
                ? weights.layerNorm(block + "attn_norm", x)
                : x;
        double[][] mixed = weights.linear(block + "attn_output", attended(input, layer, block));
        double[][] out = new double[x.length][];
        for (int i = 0; i < x.length; i++) {
            double[] middle = plus(x[i], mixed[i]);
            double[] both = weights.linear(block + "ffn_up",
                    weights.layerNorm(block + "ffn_norm", middle));
            double[] gate =
                    map(Arrays.copyOf(both, both.length / 2), Arithmetic::gelu);
            double[] hidden =
                    times(gate, Arrays.copyOfRange(both, both.length / 2, both.length));
            out[i] = plus(middle, weights.linear(block + "ffn_down", hidden));
        }
        return out;
    }

    private double[][] attended(double[][] x, int layer, String block) {
        boolean global = layer % period == 0;
        double base = global ? globalBase : localBase;
        double[][] all = weights.linear(block + "attn_qkv", x);
        return attention(rotated(third(all, 0), headSize, base),
                rotated(third(all, 1), headSize, base), third(all, 2), heads,
                (head, query, key) -> global || Math.abs(query - key) <= window / 2
                        ? 0
                        : Double.NEGATIVE_INFINITY);
    }

    private static double[][] third(double[][] rows, int index) {
        int size = rows[0].length / 3;
        return Arrays.stream(rows)
                .map(row -> Arrays.copyOfRange(row, index * size, (index + 1) * size))
                .toArray(double[][]::new);
    }

    private static double[] mean(double[][] rows) {
        double[] sum = Arrays.stream(rows).reduce(Arithmetic::plus).orElseThrow();
        return map(sum, v -> v / rows.length);
    }
}
