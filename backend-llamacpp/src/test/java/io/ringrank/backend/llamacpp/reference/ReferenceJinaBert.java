// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.reference;

import static io.ringrank.backend.llamacpp.reference.Arithmetic.alibiSlope;
import static io.ringrank.backend.llamacpp.reference.Arithmetic.attention;
import static io.ringrank.backend.llamacpp.reference.Arithmetic.map;
import static io.ringrank.backend.llamacpp.reference.Arithmetic.plus;
import static io.ringrank.backend.llamacpp.reference.Arithmetic.times;

import io.ringrank.backend.llamacpp.gguf.GgufFile;

/**
 * JinaBERT (Günther et al., "Jina Embeddings 2", 2023): BERT with a penalty for distance in place of
 * positions and a gated feed-forward. Its GGUF files have one dense row for a head, whose output
 * llama.cpp puts through tanh. Any thread.
 */
final class ReferenceJinaBert implements ReferenceModel {

    private final Weights weights;
    private final int layers;
    private final int heads;

    ReferenceJinaBert(GgufFile file) {
        weights = new Weights(file, "jina-bert-v2.attention.layer_norm_epsilon");
        layers = file.getInt("jina-bert-v2.block_count");
        heads = file.getInt("jina-bert-v2.attention.head_count");
    }

    @Override
    public double score(int... ids) {
        double[][] x = new double[ids.length][];
        for (int i = 0; i < ids.length; i++) {
            x[i] = plus(weights.row("token_embd", ids[i]), weights.row("token_types", 0));
        }
        x = weights.layerNorm("token_embd_norm", x);
        for (int layer = 0; layer < layers; layer++) {
            x = layer(x, "blk." + layer + ".");
        }
        return Math.tanh(weights.linear("cls", x[0])[0]);
    }

    private double[][] layer(double[][] x, String block) {
        double[][] mixed = attention(weights.linear(block + "attn_q", x),
                weights.linear(block + "attn_k", x), weights.linear(block + "attn_v", x), heads,
                (head, query, key) -> -alibiSlope(head, heads) * Math.abs(query - key));
        double[][] out = new double[x.length][];
        for (int i = 0; i < x.length; i++) {
            double[] attended = weights.layerNorm(block + "attn_output_norm",
                    plus(weights.linear(block + "attn_output", mixed[i]), x[i]));
            double[] gate = map(weights.linear(block + "ffn_gate", attended), Arithmetic::gelu);
            double[] hidden = times(gate, weights.linear(block + "ffn_up", attended));
            out[i] = weights.layerNorm(block + "layer_output_norm",
                    plus(weights.linear(block + "ffn_down", hidden), attended));
        }
        return out;
    }
}
