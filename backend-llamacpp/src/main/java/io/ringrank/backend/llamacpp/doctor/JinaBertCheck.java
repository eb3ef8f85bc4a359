// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.doctor;

/**
 * Checks the tensors of {@code jina-bert-v2}: a BERT with ALiBi in place of positions and a gated
 * feed-forward. One thread at a time.
 */
final class JinaBertCheck {

    private final Tensors tensors;
    private final Findings findings;

    JinaBertCheck(Tensors tensors, Findings findings) {
        this.tensors = tensors;
        this.findings = findings;
    }

    void run(Sizes sizes, long tokens, long types) {
        int n = sizes.width();
        tensors.weights("token_embd.weight", n, tokens);
        tensors.added("token_types.weight", n, types);
        tensors.norm("token_embd_norm", n);
        for (int layer = 0; layer < sizes.layers(); layer++) {
            checkAttention("blk." + layer + ".", n);
            checkFeedForward("blk." + layer + ".", sizes);
        }
        checkHead(n);
    }

    private void checkAttention(String block, int n) {
        tensors.linear(block + "attn_q", n, n);
        tensors.linear(block + "attn_k", n, n);
        tensors.linear(block + "attn_v", n, n);
        tensors.linear(block + "attn_output", n, n);
        tensors.norm(block + "attn_output_norm", n);
        // Some of them normalise more than others.
        for (String name : new String[]{"attn_q_norm", "attn_k_norm", "attn_norm_2"}) {
            if (tensors.has(block + name + ".weight") || tensors.has(block + name + ".bias")) {
                tensors.norm(block + name, n);
            }
        }
    }

    /** The gate is a tensor of its own, or the first half of the one beside it, or there is none. */
    private void checkFeedForward(String block, Sizes sizes) {
        int n = sizes.width();
        String up = block + "ffn_up";
        long rows = sizes.inner();
        if (tensors.has(block + "ffn_gate.weight")) {
            tensors.weights(block + "ffn_gate.weight", n, sizes.inner());
        } else {
            findings.newerOnly("a feed-forward without a gate of its own");
            if (tensors.rows(up + ".weight")
                    .filter(found -> found == 2L * sizes.inner())
                    .isPresent()) {
                rows = 2L * sizes.inner();
            }
        }
        tensors.weights(up + ".weight", n, rows);
        if (tensors.has(up + ".bias")) {
            findings.newerOnly("a bias in front of the gate");
            tensors.added(up + ".bias", rows);
        }
        tensors.linear(block + "ffn_down", sizes.inner(), n);
        tensors.norm(block + "layer_output_norm", n);
    }

    private void checkHead(int n) {
        if (!tensors.has("cls.weight")) {
            findings.add("the tensor cls.weight is missing, so the file can't score pairs",
                    RankHead.NO_HEAD);
            return;
        }
        tensors.linear("cls", n, 1);
        findings.override("llama.cpp ends this architecture with the hyperbolic tangent of its"
                + " classifier and knows no pooler: scores lie between -1 and 1, and rank as the"
                + " classifier does");
    }
}
