// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.hub;

import io.ringrank.backend.llamacpp.gguf.GgufWriter;
import io.ringrank.backend.llamacpp.gguf.TensorType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * A reranker of the kind of bge-reranker-v2-m3, tiny and with noise for weights, that the real
 * llama.cpp runs.
 */
public final class SmallModel {

    private static final int LAYERS = 2;
    private static final int WIDTH = 32;
    private static final int INNER = 64;
    private static final int CONTEXT = 64;
    private static final int POOLING_RANK = 4;
    private static final List<String> TOKENS = List.of("<s>", "<pad>", "</s>", "<unk>", "▁what",
            "▁is", "▁a", "▁panda", "▁bear", "▁hi", "▁it", "▁the", "▁giant");

    private final GgufWriter gguf = new GgufWriter();
    private final TensorType type;
    private int seed;

    private SmallModel(TensorType type, int seed) {
        this.type = type;
        this.seed = seed;
    }

    /** @param seed files with different ones have different bytes, and one size */
    public static byte[] bytes(TensorType type, int seed) throws IOException {
        Path file = Files.createTempFile("small", ".gguf");
        try {
            new SmallModel(type, seed).write(file);
            return Files.readAllBytes(file);
        } finally {
            Files.delete(file);
        }
    }

    private void write(Path file) throws IOException {
        gguf.putString("general.architecture", "bert")
                .putString("general.name", "bge-reranker-v2-m3")
                .putUint32("bert.block_count", LAYERS)
                .putUint32("bert.context_length", CONTEXT)
                .putUint32("bert.embedding_length", WIDTH)
                .putUint32("bert.feed_forward_length", INNER)
                .putUint32("bert.attention.head_count", 2)
                .putFloat32("bert.attention.layer_norm_epsilon", 1e-6f)
                .putUint32("bert.pooling_type", POOLING_RANK)
                .putBoolean("bert.attention.causal", false)
                .putStrings("bert.classifier.output_labels", List.of("LABEL_0"))
                .putString("tokenizer.ggml.model", "t5")
                .putStrings("tokenizer.ggml.tokens", TOKENS)
                .putFloats("tokenizer.ggml.scores", new float[TOKENS.size()])
                .putInts("tokenizer.ggml.token_type", 3, 3, 3, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1)
                .putUint32("tokenizer.ggml.token_type_count", 1)
                .putUint32("tokenizer.ggml.bos_token_id", 0)
                .putUint32("tokenizer.ggml.padding_token_id", 1)
                .putUint32("tokenizer.ggml.eos_token_id", 2)
                .putUint32("tokenizer.ggml.unknown_token_id", 3)
                .putUint32("tokenizer.ggml.mask_token_id", 3)
                .putUint32("tokenizer.ggml.seperator_token_id", 2)
                .putBoolean("tokenizer.ggml.add_bos_token", true)
                .putBoolean("tokenizer.ggml.add_eos_token", true)
                .putBoolean("tokenizer.ggml.add_sep_token", true);
        noise("token_embd.weight", type, WIDTH, TOKENS.size());
        noise("token_types.weight", TensorType.F32, WIDTH, 1);
        noise("position_embd.weight", TensorType.F32, WIDTH, CONTEXT);
        norm("token_embd_norm");
        for (int layer = 0; layer < LAYERS; layer++) {
            String block = "blk." + layer + ".";
            for (String part : List.of("attn_q", "attn_k", "attn_v", "attn_output")) {
                linear(block + part, WIDTH, WIDTH);
            }
            norm(block + "attn_output_norm");
            linear(block + "ffn_up", WIDTH, INNER);
            linear(block + "ffn_down", INNER, WIDTH);
            norm(block + "layer_output_norm");
        }
        linear("cls", WIDTH, WIDTH);
        linear("cls.output", WIDTH, 1);
        gguf.writeTo(file);
    }

    private void linear(String name, int in, int out) {
        noise(name + ".weight", type, in, out);
        noise(name + ".bias", TensorType.F32, out);
    }

    private void norm(String name) {
        gguf.tensor(name + ".weight", TensorType.F32, (_, into) -> Arrays.fill(into, 1), WIDTH);
        noise(name + ".bias", TensorType.F32, WIDTH);
    }

    private void noise(String name, TensorType stored, long... shape) {
        Random random = new Random(seed++ * 31L + 7);
        float scale = (float) (1 / Math.sqrt((double) shape[0]));
        gguf.tensor(name, stored, (_, into) -> {
            for (int i = 0; i < into.length; i++) {
                into[i] = scale * (float) random.nextGaussian();
            }
        }, shape);
    }
}
