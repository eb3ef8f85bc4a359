// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.model;

import io.ringrank.backend.llamacpp.gguf.GgmlType;
import io.ringrank.backend.llamacpp.layout.ModelFamily;

/**
 * What llama.cpp's graph for a batch computes in. Any thread.
 *
 * @param maskBytes inputs of tokens by tokens, there from beginning to end
 * @param computeBytes the largest sum of what else is alive at the same time, and the room in which
 *        activations are converted for a product
 */
record ComputeGraph(long maskBytes, long computeBytes) {

    /*
     * ggml gives tensors of the graph one buffer, and the same place to tensors that are not alive
     * together, so its size is the largest sum at one step. Three steps come into question:
     *
     * - attention: rows of the model's width (the layer's input, queries, keys, values and their
     *   copies), and in b4916 a square of tokens by tokens for each head; 0.5.0 goes tile by tile;
     * - feed-forward: rows of the inner width (up, gate and their product), beside some of the width;
     * - the head of a causal model: llama.cpp computes logits of every token, though nothing reads them.
     *
     * How many rows are alive was counted in the graphs of both generations and agrees with the sizes
     * of the buffers that they log, within a row for shapes of 64 to 4096 tokens. 0.5.0 keeps masks in
     * halves.
     */

    /**
     * Rows alive at the steps.
     *
     * @param attention of the model's width, beside the squares
     * @param inner of the inner width, in the feed-forward
     * @param width of the model's width, beside those
     */
    private record Rows(int attention, int inner, int width) {}

    static ComputeGraph of(ModelSummary model, EngineSize size) {
        ModelSummary.Shape shape = model.shape();
        boolean causal = model.family() == ModelFamily.QWEN3;
        long tokens = size.generation() == LlamaGeneration.B4916
                ? size.tokensPerBatch()
                // Reserved for as many tokens as there may be pairs, at least.
                : Math.max(size.tokensPerBatch(), size.pairsPerBatch());
        long seen = causal ? MemoryEstimate.contextTokens(size) : tokens;
        Rows rows = rows(model, size.generation());
        long width = Math.max(shape.width(), shape.heads() * shape.headWidth());
        long attention = squareValues(shape, size, seen) + rows.attention() * width;
        long feedForward = (long) rows.inner() * shape.innerWidth()
                + (long) rows.width() * shape.width();
        long logits = causal ? model.vocabulary().tokens() + 2L * shape.width() : 0;
        long peak = Math.max(attention, Math.max(feedForward, logits)) * Float.BYTES;
        return new ComputeGraph(maskBytes(model, size, tokens, seen),
                tokens * peak + conversionBytes(model, size.tokensPerBatch()));
    }

    private static long squareValues(ModelSummary.Shape shape, EngineSize size, long seen) {
        return switch (size.generation()) {
            case B4916 -> seen * shape.heads();
            case V0_5_0 -> 0;
        };
    }

    private static Rows rows(ModelSummary model, LlamaGeneration generation) {
        boolean old = generation == LlamaGeneration.B4916;
        boolean gated = model.architecture().equals("jina-bert-v2");
        return switch (model.family()) {
            case BERT, XLM_R, ROBERTA_BPE -> old
                    ? new Rows(5, gated ? 2 : 1, 2)
                    : new Rows(6, gated ? 3 : 1, 3);
            case MODERN_BERT -> new Rows(6, 3, 3);
            case QWEN3 -> new Rows(6, 3, 4);
        };
    }

    /** ModernBERT has a second mask for its window, and weights for the mean of each pair. */
    private static long maskBytes(ModelSummary model, EngineSize size, long tokens, long seen) {
        long mask = tokens * seen * switch (size.generation()) {
            case B4916 -> Float.BYTES;
            case V0_5_0 -> Short.BYTES;
        };
        return model.family() == ModelFamily.MODERN_BERT
                ? 2 * mask + tokens * size.pairsPerBatch() * Float.BYTES
                : mask;
    }

    /** A product of matrices converts its activations to a type that suits the weights. */
    private static long conversionBytes(ModelSummary model, int tokens) {
        ModelSummary.Shape shape = model.shape();
        long values = (long) tokens * Math.max(shape.width(), shape.innerWidth());
        return switch (model.fileType()) {
            case F32, I8, I16, I32, I64, F64 -> 0;
            case F16, BF16 -> GgmlType.F16.bytes(values);
            case Q4_0, Q4_1, Q5_0, Q5_1, Q8_0, Q8_1, Q2_K, Q3_K, Q4_K, Q5_K, Q6_K, Q8_K, IQ2_XXS,
                    IQ2_XS, IQ3_XXS, IQ1_S, IQ4_NL, IQ3_S, IQ2_S, IQ4_XS, IQ1_M, TQ1_0, TQ2_0,
                    MXFP4 ->
                GgmlType.Q8_0.bytes(values);
        };
    }
}
