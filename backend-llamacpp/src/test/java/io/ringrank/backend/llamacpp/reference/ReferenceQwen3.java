// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.reference;

import static io.ringrank.backend.llamacpp.reference.Arithmetic.attention;
import static io.ringrank.backend.llamacpp.reference.Arithmetic.map;
import static io.ringrank.backend.llamacpp.reference.Arithmetic.plus;
import static io.ringrank.backend.llamacpp.reference.Arithmetic.rotated;
import static io.ringrank.backend.llamacpp.reference.Arithmetic.times;

import io.ringrank.backend.llamacpp.gguf.GgufFile;
import java.util.Arrays;
import java.util.List;

/**
 * Qwen3 as a reranker (Qwen3 Technical Report, 2025): a causal decoder with grouped queries, a norm
 * on each head's query and key and rotary positions. The score is by how much the last token's yes
 * exceeds its no. Any thread.
 */
final class ReferenceQwen3 implements ReferenceModel {

    private final Weights weights;
    private final int layers;
    private final int heads;
    private final int headSize;
    private final double base;
    private final int yes;

    ReferenceQwen3(GgufFile file) {
        weights = new Weights(file, "qwen3.attention.layer_norm_rms_epsilon");
        layers = file.getInt("qwen3.block_count");
        heads = file.getInt("qwen3.attention.head_count");
        headSize = file.getInt("qwen3.attention.key_length");
        base = (Float) file.get("qwen3.rope.freq_base");
        List<String> labels = file.getStrings("qwen3.classifier.output_labels");
        yes = labels.indexOf("yes");
    }

    @Override
    public double score(int... ids) {
        double[][] x = Arrays.stream(ids)
                .mapToObj(id -> weights.row("token_embd", id))
                .toArray(double[][]::new);
        for (int layer = 0; layer < layers; layer++) {
            x = layer(x, "blk." + layer + ".");
        }
        double[] last = weights.rmsNorm("output_norm", x)[ids.length - 1];
        double[] both = weights.linear("cls.output", last);
        return both[yes] - both[1 - yes];
    }

    private double[][] layer(double[][] x, String block) {
        double[][] mixed = weights.linear(block + "attn_output",
                attended(weights.rmsNorm(block + "attn_norm", x), block));
        double[][] middle = new double[x.length][];
        for (int i = 0; i < x.length; i++) {
            middle[i] = plus(x[i], mixed[i]);
        }
        double[][] normal = weights.rmsNorm(block + "ffn_norm", middle);
        double[][] out = new double[x.length][];
        for (int i = 0; i < x.length; i++) {
            double[] gate = map(weights.linear(block + "ffn_gate", normal[i]), Arithmetic::silu);
            double[] hidden = times(gate, weights.linear(block + "ffn_up", normal[i]));
            out[i] = plus(middle[i], weights.linear(block + "ffn_down", hidden));
        }
        return out;
    }

    private double[][] attended(double[][] x, String block) {
        double[][] queries = weights.rmsNormHeads(block + "attn_q_norm",
                weights.linear(block + "attn_q", x), headSize);
        double[][] keys = weights.rmsNormHeads(block + "attn_k_norm",
                weights.linear(block + "attn_k", x), headSize);
        return attention(rotated(queries, headSize, base), rotated(keys, headSize, base),
                weights.linear(block + "attn_v", x), heads,
                (head, query, key) -> key <= query ? 0 : Double.NEGATIVE_INFINITY);
    }
}
