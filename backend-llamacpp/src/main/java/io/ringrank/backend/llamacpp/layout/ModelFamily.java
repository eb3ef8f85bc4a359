// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.layout;

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
    QWEN3
}
