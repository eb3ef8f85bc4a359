// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.doctor;

import io.ringrank.backend.llamacpp.gguf.GgufNumbers;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Checks a file of the architecture {@code modern-bert}: three quarters of its layers see a window
 * of neighbours only, rotate positions by another base, and the first is not one of them. One thread
 * at a time.
 */
final class ModernBertCheck {

    private static final String RECONVERT =
            "convert the model again, with a converter of 2026 or later";
    /** The base that llama.cpp takes if the file has none; trained models use 160,000. */
    private static final double DEFAULT_ROPE_BASE = 10_000;

    private final Metadata metadata;
    private final Tensors tensors;
    private final Findings findings;

    ModernBertCheck(Metadata metadata, Tensors tensors, Findings findings) {
        this.metadata = metadata;
        this.tensors = tensors;
        this.findings = findings;
    }

    private static String key(String name) {
        return Architecture.MODERN_BERT.key(name);
    }

    void run(Sizes sizes, long tokens) {
        int n = sizes.width();
        checkWindow(sizes.layers());
        checkRopeBases();
        tensors.weights("token_embd.weight", n, tokens);
        tensors.added("token_embd_norm.weight", n);
        for (int layer = 0; layer < sizes.layers(); layer++) {
            checkLayer(layer, sizes);
        }
        tensors.added("output_norm.weight", n);
        checkHead(n);
    }

    private void checkWindow(int layers) {
        OptionalLong window = metadata.uint32(key("attention.sliding_window"));
        if (window.isEmpty() || window.getAsLong() == 0) {
            findings.degraded("the key " + key("attention.sliding_window") + " is missing or 0, so"
                    + " every layer would see all tokens", RECONVERT);
            return;
        }
        String pattern = key("attention.sliding_window_pattern");
        if (metadata.value(pattern).filter(GgufNumbers.class::isInstance).isPresent()) {
            findings.degraded("the key " + pattern + " is a list, and llama.cpp takes one layer in"
                    + " three for one that sees all tokens, whatever it says", RECONVERT);
        } else if (metadata.uint32(pattern).orElse(2) < 2 || layers < 2) {
            // The first layer sees all tokens, the second does not; llama.cpp asserts on a mask unused.
            findings.add("the key " + pattern + " and " + layers + " layers leave no layer with a"
                    + " window, or none without, which makes llama.cpp abort", RECONVERT);
        }
    }

    /** Old conversions left the base of the layers that see all tokens at its default. */
    private void checkRopeBases() {
        String all = key("rope.freq_base");
        OptionalDouble base = metadata.float32(all);
        if (base.orElse(DEFAULT_ROPE_BASE) == DEFAULT_ROPE_BASE) {
            findings.degraded("the key " + all + " is "
                    + (metadata.has(all) ? "10000" : "missing")
                    + ", which is the base of the layers with a window only", RECONVERT);
        }
        metadata.float32(key("rope.freq_base_swa"));
    }

    private void checkLayer(int layer, Sizes sizes) {
        String block = "blk." + layer + ".";
        int n = sizes.width();
        // The first layer takes the embedding as it is.
        if (layer > 0 || tensors.has(block + "attn_norm.weight")) {
            tensors.added(block + "attn_norm.weight", n);
        }
        tensors.weights(block + "attn_qkv.weight", n, 3L * n);
        tensors.weights(block + "attn_output.weight", n, n);
        tensors.added(block + "ffn_norm.weight", n);
        tensors.weights(block + "ffn_up.weight", n, 2L * sizes.inner());
        tensors.weights(block + "ffn_down.weight", sizes.inner(), n);
    }

    private void checkHead(int n) {
        if (!tensors.has("cls.output.weight")) {
            findings.add("the tensor cls.output.weight is missing, so the file can't score pairs",
                    RankHead.NO_HEAD);
            return;
        }
        tensors.weights("cls.output.weight", n, 1);
        if (tensors.has("cls.output.bias")) {
            tensors.added("cls.output.bias", 1);
        }
        if (tensors.has("cls.weight") && tensors.has("cls.norm.weight")) {
            tensors.weights("cls.weight", n, n);
            tensors.added("cls.norm.weight", n);
        } else {
            findings.degraded("the prediction head (cls.weight and cls.norm.weight) was dropped at"
                    + " conversion, so scores are on another scale than the model was trained for",
                    RECONVERT);
        }
    }
}
