// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.doctor;

import java.util.List;

/**
 * Checks that a file of the architecture {@code bert} (BERT, XLM-RoBERTa and RoBERTa) has what
 * llama.cpp's graph with rank pooling uses, in the sizes that it assumes. One thread at a time.
 */
final class BertCheck {

    private final Tensors tensors;
    private final Findings findings;

    BertCheck(Tensors tensors, Findings findings) {
        this.tensors = tensors;
        this.findings = findings;
    }

    /** @param types token types, as the metadata count them */
    void run(Sizes sizes, long tokens, long types) {
        int n = sizes.width();
        tensors.weights("token_embd.weight", n, tokens);
        tensors.added("token_types.weight", n, types);
        tensors.weights("position_embd.weight", n, sizes.context());
        tensors.norm("token_embd_norm", n);
        for (int layer = 0; layer < sizes.layers(); layer++) {
            checkLayer("blk." + layer + ".", sizes);
        }
        checkHead(n);
    }

    private void checkLayer(String block, Sizes sizes) {
        int n = sizes.width();
        tensors.linear(block + "attn_q", n, n);
        tensors.linear(block + "attn_k", n, sizes.keyWidth());
        tensors.linear(block + "attn_v", n, sizes.keyWidth());
        tensors.linear(block + "attn_output", n, n);
        tensors.norm(block + "attn_output_norm", n);
        tensors.linear(block + "ffn_up", n, sizes.inner());
        tensors.linear(block + "ffn_down", sizes.inner(), n);
        tensors.norm(block + "layer_output_norm", n);
    }

    /** Rank pooling without a classifier reads a vector as a score, or ends the process. */
    private void checkHead(int n) {
        for (String name : List.of("cls.output.weight", "cls.output.bias")) {
            if (!tensors.has(name)) {
                findings.add("the tensor " + name + " is missing, so the file can't score pairs",
                        RankHead.NO_HEAD);
                return;
            }
        }
        tensors.linear("cls.output", n, 1);
        if (tensors.has("cls.weight") || tensors.has("cls.bias")) {
            tensors.linear("cls", n, n);
        } else {
            // b4916 asserts that it is there; later builds leave it out, tanh included.
            findings.newerOnly("a classifier without its pooler");
            findings.degraded("the pooler (cls.weight and cls.bias) was dropped at conversion, so"
                    + " scores are on another scale than the model was trained for and may rank"
                    + " otherwise", "get a file that was converted with its pooler");
        }
    }
}
