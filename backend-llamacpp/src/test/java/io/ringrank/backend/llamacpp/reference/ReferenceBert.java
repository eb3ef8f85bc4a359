// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.reference;

import static io.ringrank.backend.llamacpp.reference.Arithmetic.attention;
import static io.ringrank.backend.llamacpp.reference.Arithmetic.map;
import static io.ringrank.backend.llamacpp.reference.Arithmetic.plus;

import io.ringrank.backend.llamacpp.gguf.GgufFile;

/**
 * BERT, RoBERTa and XLM-RoBERTa (Devlin et al., 2018): token + segment + position, normalised, then
 * layers that normalise after each half, then pooler with tanh and classifier on the first token.
 * Any thread.
 */
public final class ReferenceBert implements ReferenceModel {

    private final Weights weights;
    private final int layers;
    private final int heads;
    private final int contextTokens;

    public ReferenceBert(GgufFile file) {
        weights = new Weights(file, "bert.attention.layer_norm_epsilon");
        layers = file.getInt("bert.block_count");
        heads = file.getInt("bert.attention.head_count");
        contextTokens = file.getInt("bert.context_length");
    }

    @Override
    public double score(int... ids) {
        if (ids.length > contextTokens) {
            throw new IllegalArgumentException("longer than the context: " + ids.length);
        }
        double[][] x = weights.layerNorm("token_embd_norm", embeddings(ids));
        for (int layer = 0; layer < layers; layer++) {
            x = layer(x, "blk." + layer + ".");
        }
        double[] pooled = map(weights.linear("cls", x[0]), Math::tanh);
        return weights.linear("cls.output", pooled)[0];
    }

    private double[][] embeddings(int... ids) {
        int rows = weights.rows("token_embd");
        double[][] x = new double[ids.length][];
        for (int i = 0; i < ids.length; i++) {
            double[] token = weights.row("token_embd", ids[i] % rows);
            double[] segment = weights.row("token_types", ids[i] / rows);
            x[i] = plus(plus(token, segment), weights.row("position_embd", i));
        }
        return x;
    }

    private double[][] layer(double[][] x, String block) {
        double[][] mixed = attention(weights.linear(block + "attn_q", x),
                weights.linear(block + "attn_k", x), weights.linear(block + "attn_v", x), heads,
                (head, query, key) -> 0);
        double[][] out = new double[x.length][];
        for (int i = 0; i < x.length; i++) {
            double[] attended = weights.layerNorm(block + "attn_output_norm",
                    plus(weights.linear(block + "attn_output", mixed[i]), x[i]));
            double[] hidden =
                    map(weights.linear(block + "ffn_up", attended), Arithmetic::gelu);
            out[i] = weights.layerNorm(block + "layer_output_norm",
                    plus(weights.linear(block + "ffn_down", hidden), attended));
        }
        return out;
    }
}
