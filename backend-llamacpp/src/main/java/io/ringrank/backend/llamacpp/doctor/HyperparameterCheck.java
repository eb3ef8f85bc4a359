// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.doctor;

import io.ringrank.backend.llamacpp.gguf.GgufTexts;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Checks the numbers that all architectures have: sizes within bounds, heads that divide the width,
 * and nothing that llama.cpp asserts on before it looks at the architecture. One thread at a time.
 */
final class HyperparameterCheck {

    /** {@code LLAMA_MAX_LAYERS}. */
    private static final int LAYERS_MAX = 512;
    private static final int WIDTH_MAX = 1 << 16;
    private static final int TOKENS_MAX = 1 << 20;
    private static final Set<String> ROPE_SCALINGS = Set.of("none", "linear", "yarn", "longrope");

    private final Architecture architecture;
    private final Metadata metadata;
    private final Findings findings;

    HyperparameterCheck(Architecture architecture, Metadata metadata, Findings findings) {
        this.architecture = architecture;
        this.metadata = metadata;
        this.findings = findings;
    }

    /** Returns the sizes, or nothing after a finding. */
    Optional<Sizes> run() {
        int width = size("embedding_length", WIDTH_MAX);
        int inner = size("feed_forward_length", TOKENS_MAX);
        int context = size("context_length", TOKENS_MAX);
        int layers = size("block_count", LAYERS_MAX);
        int heads = size("attention.head_count", WIDTH_MAX);
        int keyHeads = metadata.has(key("attention.head_count_kv"))
                ? size("attention.head_count_kv", WIDTH_MAX)
                : heads;
        int headWidth = headWidth(width, heads, keyHeads);
        checkEpsilon();
        checkCausal();
        checkWhatNoneHas();
        if (headWidth > 0) {
            checkWhatFollows(width, headWidth);
            checkHeads(heads, keyHeads, headWidth);
        }
        metadata.uint32(key("pooling_type"));
        metadata.array(key("classifier.output_labels"), GgufTexts.class, "array of string");
        return width > 0 && inner > 0 && context > 0 && layers > 0 && headWidth > 0
                ? Optional.of(new Sizes(width, inner, context, layers, heads, keyHeads, headWidth))
                : Optional.empty();
    }

    private String key(String name) {
        return architecture.key(name);
    }

    /** Returns a required size from 1 to a bound; 0 after a finding. */
    private int size(String name, int most) {
        String key = key(name);
        if (!metadata.has(key)) {
            metadata.missing(key);
            return 0;
        }
        OptionalLong size = metadata.uint32(key);
        if (size.isEmpty()) {
            return 0;
        }
        if (size.getAsLong() < 1 || size.getAsLong() > most) {
            findings.add("the key " + key + " is " + size.getAsLong() + " and not from 1 to "
                    + most, Findings.CONVERT);
            return 0;
        }
        return (int) size.getAsLong();
    }

    /** Returns the width of a head; heads share the width evenly, and groups share keys. */
    private int headWidth(int width, int heads, int keyHeads) {
        if (width == 0 || heads == 0 || keyHeads == 0) {
            return 0;
        }
        boolean own = architecture == Architecture.QWEN3;
        boolean given = own && metadata.has(key("attention.key_length"));
        if ((!given && (own ? width < heads : width % heads != 0)) || heads % keyHeads != 0) {
            findings.add("the keys " + key("embedding_length") + " " + width + ", "
                    + key("attention.head_count") + " " + heads + " and head_count_kv " + keyHeads
                    + " do not divide each other", Findings.CONVERT);
            return 0;
        }
        return given
                ? size("attention.key_length", WIDTH_MAX)
                : width / heads;
    }

    /** Numbers that llama.cpp lets a file set and then asserts on. */
    private void checkWhatFollows(int width, int headWidth) {
        for (String name : List.of("attention.key_length", "attention.value_length",
                "attention.key_length_swa", "attention.value_length_swa", "rope.dimension_count",
                "rope.dimension_count_swa")) {
            mustBe(name, headWidth, "a head of this model has a width of ");
        }
        mustBe("embedding_length_out", width, "this model has a width of ");
    }

    private void checkHeads(int heads, int keyHeads, int headWidth) {
        if (!architecture.sharesKeys() && keyHeads != heads) {
            findings.add("the key " + key("attention.head_count_kv") + " is " + keyHeads
                    + " and not " + heads + ", and heads of this architecture share no keys",
                    Findings.CONVERT);
        }
        if (architecture.rotates() && headWidth % 2 != 0) {
            findings.add("a head has the odd width " + headWidth
                    + ", which llama.cpp can't rotate", Findings.CONVERT);
        }
    }

    private void mustBe(String name, int expected, String because) {
        OptionalLong found = metadata.uint32(key(name));
        if (found.isPresent() && found.getAsLong() != expected) {
            findings.add("the key " + key(name) + " is " + found.getAsLong() + ", but " + because
                    + expected, Findings.CONVERT);
        }
    }

    private void checkEpsilon() {
        String key = architecture.epsilonKey();
        if (!metadata.has(key)) {
            metadata.missing(key);
        }
        OptionalDouble epsilon = metadata.float32(key);
        // Written so that NaN is a fault, too.
        if (epsilon.isPresent() && !(epsilon.getAsDouble() >= 0 && epsilon.getAsDouble() <= 1)) {
            findings.add("the key " + key + " is " + epsilon.getAsDouble() + " and not from 0 to 1",
                    Findings.CONVERT);
        }
    }

    /** llama.cpp b4916 demands the key of encoders; a causal model with the wrong one is another. */
    private void checkCausal() {
        String key = key("attention.causal");
        if (!metadata.has(key) && !architecture.causal()) {
            metadata.missing(key);
        }
        Optional<Boolean> causal = metadata.truth(key);
        if (architecture.causal() && causal.isPresent() && !causal.get()) {
            findings.add("the key " + key + " is false, and the rerankers of this architecture"
                    + " are causal", Findings.CONVERT);
        }
    }

    private void checkWhatNoneHas() {
        for (String name : List.of("expert_count", "expert_used_count", "expert_group_count",
                "expert_group_used_count")) {
            OptionalLong experts = metadata.uint32(key(name));
            if (experts.isPresent() && experts.getAsLong() != 0) {
                findings.add("the key " + key(name) + " is " + experts.getAsLong()
                        + ", but this architecture has no experts", Findings.CONVERT);
            }
        }
        metadata.text(key("rope.scaling.type"))
                .filter(type -> !ROPE_SCALINGS.contains(type))
                .ifPresent(type -> findings.add("the key " + key("rope.scaling.type") + " is "
                        + Findings.quote(type) + ", which makes llama.cpp abort",
                        Findings.CONVERT));
    }
}
