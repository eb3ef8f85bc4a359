// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.doctor;

import io.ringrank.backend.llamacpp.layout.VocabularyFacts;
import java.util.Locale;

/**
 * Checks a file of the architecture {@code qwen3}, where rerankers and chat models differ by three
 * things that most conversions lack: a classifier, labels and a template for pairs. One thread at a
 * time.
 */
final class Qwen3Check {

    static final String CONVERT = "choose a file that was converted as a reranker, for"
            + " example of ggml-org/Qwen3-Reranker-0.6B-Q8_0-GGUF";

    /** Rerankers that share the architecture and score in another way, by a part of their names. */
    private enum OtherWay {
        LISTWISE("jina-reranker-v3",
                "ranks all documents in one prompt by a projector of its own"), LOGIT("zerank",
                        "scores by the logit of a token after a prompt of its own"), DIGITS(
                                "mxbai-rerank", "scores by the logits of the tokens 0 and 1");

        private final String name;
        private final String way;

        OtherWay(String name, String way) {
            this.name = name;
            this.way = way;
        }
    }

    private final Metadata metadata;
    private final Tensors tensors;
    private final Findings findings;

    Qwen3Check(Metadata metadata, Tensors tensors, Findings findings) {
        this.metadata = metadata;
        this.tensors = tensors;
        this.findings = findings;
    }

    /** Returns whether it is a reranker of the known kind, before anything else is looked at. */
    boolean isReranker() {
        String name = metadata.modelName().toLowerCase(Locale.ROOT).replace(' ', '-');
        for (OtherWay other : OtherWay.values()) {
            if (name.contains(other.name)) {
                findings.add("the model " + Findings.quote(name) + " " + other.way
                        + ", which llama.cpp can't do", "choose a Qwen3-Reranker");
                return false;
            }
        }
        if (!tensors.has("cls.output.weight")) {
            findings.add(
                    "the tensor cls.output.weight is missing, so the file can't score pairs (it"
                            + " is a chat or an embedding model, or a reranker whose classifier was lost at"
                            + " conversion)",
                    CONVERT);
            return false;
        }
        return true;
    }

    void run(Sizes sizes, long tokens) {
        int n = sizes.width();
        checkTemplate();
        tensors.weights("token_embd.weight", n, tokens);
        tensors.added("output_norm.weight", n);
        if (tensors.has("output.weight")) {
            tensors.weights("output.weight", n, tokens);
        }
        tensors.weights("cls.output.weight", n, 2);
        for (int layer = 0; layer < sizes.layers(); layer++) {
            checkLayer("blk." + layer + ".", sizes);
        }
    }

    private void checkLayer(String block, Sizes sizes) {
        int n = sizes.width();
        tensors.added(block + "attn_norm.weight", n);
        tensors.weights(block + "attn_q.weight", n, sizes.queryWidth());
        tensors.weights(block + "attn_k.weight", n, sizes.keyWidth());
        tensors.weights(block + "attn_v.weight", n, sizes.keyWidth());
        tensors.weights(block + "attn_output.weight", sizes.queryWidth(), n);
        tensors.added(block + "attn_q_norm.weight", sizes.headWidth());
        tensors.added(block + "attn_k_norm.weight", sizes.headWidth());
        tensors.added(block + "ffn_norm.weight", n);
        tensors.weights(block + "ffn_gate.weight", n, sizes.inner());
        tensors.weights(block + "ffn_up.weight", n, sizes.inner());
        tensors.weights(block + "ffn_down.weight", sizes.inner(), n);
    }

    /** What it says is the layout's business. */
    private void checkTemplate() {
        if (!metadata.has(VocabularyFacts.RERANK_TEMPLATE_KEY)) {
            findings.add("the key " + VocabularyFacts.RERANK_TEMPLATE_KEY
                    + " is missing, so nobody knows how its pairs are written", CONVERT);
        }
    }
}
