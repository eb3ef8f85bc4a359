// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.model;

import io.ringrank.backend.llamacpp.gguf.GgmlType;
import io.ringrank.backend.llamacpp.layout.ModelFamily;

/**
 * By how much an engine's resident memory grows from before it loads a model until every lane has
 * scored its largest batch, on the processor. Any thread.
 *
 * <p>
 * The engine's JVM is not in it. {@code MemoryEstimateTest} holds it against real processes.
 *
 * @param weightsBytes the file, which is mapped: engines that run the same model share it
 * @param repackedBytes a copy of the matrices in an order that suits the processor
 * @param vocabularyBytes llama.cpp's tables of tokens, and what reading them left behind
 * @param lane what each lane takes
 */
public record MemoryEstimate(long weightsBytes, long repackedBytes, long vocabularyBytes,
        int lanes, Lane lane) {

    /*
     * Where the numbers come from. Compute buffers and their peaks: from llama.cpp's graphs, in
     * ComputeGraph. Key-value memory: 16 bits for each key and value of a layer; b4916 keeps it for
     * encoders, too, though nothing reads it. Outputs: 0.5.0 reserves logits for each token of a
     * batch even when only a rank is asked for (llama_context::output_reserve), so a large vocabulary
     * costs more than the model. Nodes: b4916 fills room for 65,536 graph nodes with zeros.
     *
     * Vocabulary: a token is a string with score and type, a node of a hash map and a string in the
     * cache of pieces, some 190 bytes, and as much again as strings of the file while it is read, part
     * of which malloc keeps; 210 to 270 were seen for WordPiece. A unigram tokenizer keeps a trie with
     * a map in each node; a merge is a pair of strings in a map.
     */
    private static final long BYTES_PER_TOKEN = 240;
    private static final long BYTES_PER_TRIE_NODE = 100;
    private static final long BYTES_PER_MERGE = 270;

    private static final long B4916_NODES = 65_536;
    /** A tensor, its entry in the graph and in the hash table of tensors. */
    private static final long BYTES_PER_NODE = 400;
    private static final long NODES_PER_TENSOR = 16;
    private static final int CONTEXT_STEP_TOKENS = 256;

    /**
     * What one lane takes.
     *
     * @param graphBytes room for the nodes of its graph
     * @param memoryBytes keys and values of its context
     * @param maskBytes which tokens see which
     * @param computeBytes the rest of what the graph computes in, at its peak
     * @param outputBytes logits and embeddings of a batch
     */
    public record Lane(long graphBytes, long memoryBytes, long maskBytes, long computeBytes,
            long outputBytes) {

        /** Returns all of it. */
        public long bytes() {
            return graphBytes + memoryBytes + maskBytes + computeBytes + outputBytes;
        }
    }

    /** Returns the estimate for one engine. */
    public static MemoryEstimate of(ModelSummary model, EngineSize size) {
        ModelSummary.Vocabulary vocabulary = model.vocabulary();
        long vocabularyBytes = vocabulary.tokens() * BYTES_PER_TOKEN
                + vocabulary.trieNodes() * BYTES_PER_TRIE_NODE
                + vocabulary.merges() * BYTES_PER_MERGE;
        ComputeGraph graph = ComputeGraph.of(model, size);
        Lane lane = new Lane(graphBytes(model, size), memoryBytes(model, size), graph.maskBytes(),
                graph.computeBytes(), outputBytes(model, size));
        return new MemoryEstimate(model.weightsBytes(), repackedBytes(model, size.generation()),
                vocabularyBytes, size.lanes(), lane);
    }

    /** Returns what no other engine can share. */
    public long privateBytes() {
        return repackedBytes + vocabularyBytes + lanes * lane.bytes();
    }

    /** Returns all of one engine's. */
    public long bytes() {
        return weightsBytes + privateBytes();
    }

    /** Returns what so many engines take together. */
    public long bytes(int engines) {
        return weightsBytes + engines * privateBytes();
    }

    private static long graphBytes(ModelSummary model, EngineSize size) {
        return switch (size.generation()) {
            case B4916 -> B4916_NODES * BYTES_PER_NODE;
            case V0_5_0 -> model.tensorTypes()
                    .stream()
                    .mapToLong(ModelSummary.TypeTotal::tensors)
                    .sum() * NODES_PER_TENSOR * BYTES_PER_NODE;
        };
    }

    private static long memoryBytes(ModelSummary model, EngineSize size) {
        boolean kept = size.generation() == LlamaGeneration.B4916
                || model.family() == ModelFamily.QWEN3;
        ModelSummary.Shape shape = model.shape();
        long perToken = 2L * shape.layers() * shape.keyHeads() * shape.headWidth() * Short.BYTES;
        return kept ? contextTokens(size) * perToken : 0;
    }

    /** Tokens that the key-value memory has room for. */
    static long contextTokens(EngineSize size) {
        return switch (size.generation()) {
            case B4916 -> size.tokensPerBatch();
            case V0_5_0 ->
                Math.ceilDiv((long) size.tokensPerBatch(), CONTEXT_STEP_TOKENS)
                        * CONTEXT_STEP_TOKENS;
        };
    }

    private static long outputBytes(ModelSummary model, EngineSize size) {
        return switch (size.generation()) {
            case B4916 -> 0;
            case V0_5_0 -> (long) Math.max(size.tokensPerBatch(), size.pairsPerBatch())
                    * (model.vocabulary().tokens() + model.shape().width()) * Float.BYTES;
        };
    }

    private static long repackedBytes(ModelSummary model, LlamaGeneration generation) {
        return model.tensorTypes()
                .stream()
                .filter(total -> isRepacked(total.type(), generation))
                .mapToLong(ModelSummary.TypeTotal::matrixBytes)
                .sum();
    }

    /** On x86-64 with AVX2 or AVX-512; processors with AMX copy more types. */
    private static boolean isRepacked(GgmlType type, LlamaGeneration generation) {
        return switch (type) {
            case Q4_0 -> true;
            case Q2_K, Q4_K, IQ4_NL, MXFP4 -> generation == LlamaGeneration.V0_5_0;
            case F32, F16, BF16, Q4_1, Q5_0, Q5_1, Q8_0, Q8_1, Q3_K, Q5_K, Q6_K, Q8_K, IQ2_XXS,
                    IQ2_XS, IQ3_XXS, IQ1_S, IQ3_S, IQ2_S, IQ4_XS, IQ1_M, TQ1_0, TQ2_0, I8, I16,
                    I32, I64, F64 ->
                false;
        };
    }
}
