// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.doctor;

import io.ringrank.backend.llamacpp.layout.ModelFamily;
import java.util.Arrays;
import java.util.Optional;

/** Architectures of llama.cpp that can rerank, and the families that use them. Any thread. */
enum Architecture {

    BERT("bert"), JINA_BERT_V2("jina-bert-v2"), MODERN_BERT("modern-bert"), QWEN3("qwen3");

    private final String id;

    Architecture(String id) {
        this.id = id;
    }

    /** The architecture that a file names so. */
    static Optional<Architecture> of(String id) {
        return Arrays.stream(values()).filter(architecture -> architecture.id.equals(id)).findAny();
    }

    String id() {
        return id;
    }

    /** A metadata key of this architecture. */
    String key(String name) {
        return id + "." + name;
    }

    /** The key of what keeps a norm from dividing by zero. */
    String epsilonKey() {
        return key(this == QWEN3
                ? "attention.layer_norm_rms_epsilon"
                : "attention.layer_norm_epsilon");
    }

    /**
     * The family of its models, if there is one.
     *
     * @param tokenizer {@code tokenizer.ggml.model}
     */
    Optional<ModelFamily> family(String tokenizer) {
        boolean bytePairs = tokenizer.equals("gpt2");
        return switch (this) {
            case BERT -> switch (tokenizer) {
                case "bert" -> Optional.of(ModelFamily.BERT);
                case "t5" -> Optional.of(ModelFamily.XLM_R);
                case "gpt2" -> Optional.of(ModelFamily.ROBERTA_BPE);
                default -> Optional.empty();
            };
            case JINA_BERT_V2 ->
                bytePairs ? Optional.of(ModelFamily.ROBERTA_BPE) : Optional.empty();
            case MODERN_BERT -> bytePairs ? Optional.of(ModelFamily.MODERN_BERT) : Optional.empty();
            case QWEN3 -> bytePairs ? Optional.of(ModelFamily.QWEN3) : Optional.empty();
        };
    }

    /** The tokenizers that its families use, for messages. */
    String tokenizers() {
        return this == BERT ? "bert, t5 or gpt2" : "gpt2";
    }

    /** Whether llama.cpp b4916 knows it. */
    boolean inB4916() {
        return switch (this) {
            case BERT, JINA_BERT_V2 -> true;
            case MODERN_BERT, QWEN3 -> false;
        };
    }

    /** Whether its embedding has segments. */
    boolean hasTokenTypes() {
        return this == BERT || this == JINA_BERT_V2;
    }

    /** Whether heads may share keys and values. */
    boolean sharesKeys() {
        return this == BERT || this == QWEN3;
    }

    /** Whether positions are rotations of a head's halves. */
    boolean rotates() {
        return this == MODERN_BERT || this == QWEN3;
    }

    /** Whether each token may see only those before it, and the context keeps keys and values. */
    boolean causal() {
        return this == QWEN3;
    }
}
