// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.layout;

import java.util.Optional;

/** Models whose pairs are laid out, pooled and scored alike. Any thread. */
public enum ModelFamily {
    /** BERT with WordPiece and segment ids: {@code [CLS] query [SEP] document [SEP]}. */
    BERT,
    /** XLM-RoBERTa with a unigram vocabulary: {@code <s> query </s></s> document </s>}. */
    XLM_R,
    /** RoBERTa and JinaBERT with byte-pair encoding: the pair of {@link #XLM_R}. */
    ROBERTA_BPE,
    /** ModernBERT: the pair of {@link #BERT}, without segments. */
    MODERN_BERT,
    /** Qwen3 rerankers: a chat template of the file round query and document. */
    QWEN3;

    /**
     * Returns the family of a file.
     *
     * @param architecture GGUF key {@code general.architecture}
     * @param tokenizer GGUF key {@code tokenizer.ggml.model}
     */
    public static Optional<ModelFamily> of(String architecture, String tokenizer) {
        return Optional.ofNullable(switch (architecture + " " + tokenizer) {
            case "bert bert" -> BERT;
            case "bert t5" -> XLM_R;
            case "bert gpt2", "jina-bert-v2 gpt2" -> ROBERTA_BPE;
            case "modern-bert gpt2" -> MODERN_BERT;
            case "qwen3 gpt2" -> QWEN3;
            default -> null;
        });
    }
}
