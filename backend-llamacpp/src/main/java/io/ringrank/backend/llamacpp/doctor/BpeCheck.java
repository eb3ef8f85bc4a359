// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.doctor;

import io.ringrank.backend.llamacpp.gguf.GgufTexts;
import java.util.Set;

/**
 * Checks what a byte-pair vocabulary ({@code gpt2}) has beside its tokens: merges, and the name of a
 * pre-tokenizer that llama.cpp knows. One thread at a time.
 */
final class BpeCheck {

    static final String PRE_KEY = "tokenizer.ggml.pre";
    private static final String MERGES_KEY = "tokenizer.ggml.merges";

    /** Of {@code llama_vocab::impl::load} in b4916; another name ends the load. */
    private static final Set<String> PRE_TOKENIZERS = Set.of("bloom", "chameleon", "chatglm-bpe",
            "codeshell", "command-r", "dbrx", "deepseek-coder", "deepseek-llm",
            "deepseek-r1-qwen", "deepseek-v3", "exaone", "falcon", "falcon3", "gigachat", "gpt-2",
            "gpt-4o", "gpt3-finnish", "jais", "jina-de", "jina-es", "jina-v1-en", "jina-v2-code",
            "jina-v2-de", "jina-v2-es", "llama-bpe", "llama-v3", "llama3", "megrez", "minerva-7b",
            "mpt", "olmo", "phi-2", "poro-chat", "qwen2", "refact", "roberta-bpe", "smaug-bpe",
            "smollm", "stablelm2", "starcoder", "tekken", "viking");
    /** Of llama.cpp 0.5.0. */
    private static final Set<String> NEWER_PRE_TOKENIZERS = Set.of("a.x-4.0", "afmoe",
            "bailingmoe", "bailingmoe2", "exaone-moe", "exaone4", "f2llmv2", "falcon-h1", "glm4",
            "granite-docling", "grok-2", "hunyuan", "hunyuan-dense", "jais-2", "jina-v5-nano",
            "joyai-llm", "kanana2", "kormo", "lfm2", "llada-moe", "llama4", "mellum", "midm-2.0",
            "minimax-m2", "modern-bert", "pixtral", "qwen35", "seed-coder", "solar-open",
            "superbpe", "tiny_aya", "trillion", "youtu");

    private final Metadata metadata;
    private final Findings findings;

    BpeCheck(Metadata metadata, Findings findings) {
        this.metadata = metadata;
        this.findings = findings;
    }

    void run() {
        if (!metadata.has(MERGES_KEY)) {
            metadata.missing(MERGES_KEY);
        }
        metadata.array(MERGES_KEY, GgufTexts.class, "array of string");
        String name = metadata.text(PRE_KEY).orElse("");
        if (name.isEmpty() || name.equals("default")) {
            findings.degraded("the key " + PRE_KEY + " names no pre-tokenizer, so words would be"
                    + " split otherwise than the model was trained for", Findings.CONVERT);
        } else if (NEWER_PRE_TOKENIZERS.contains(name)) {
            findings.newerOnly("the pre-tokenizer " + name);
        } else if (!PRE_TOKENIZERS.contains(name)) {
            findings.add("the key " + PRE_KEY + " is " + Findings.quote(name)
                    + ", a pre-tokenizer that llama.cpp doesn't know", Findings.CONVERT);
        }
    }
}
