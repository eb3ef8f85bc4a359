// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.model;

/**
 * How large an engine is to be. Any thread.
 *
 * @param lanes contexts that it opens, at least 1
 * @param tokensPerBatch most tokens of one native call, at least 1
 * @param pairsPerBatch most pairs of one native call, at least 1
 */
public record EngineSize(LlamaGeneration generation, int lanes, int tokensPerBatch,
        int pairsPerBatch) {

    public EngineSize {
        if (lanes < 1 || tokensPerBatch < 1 || pairsPerBatch < 1) {
            throw new IllegalArgumentException("an engine without room: " + lanes + " lanes, "
                    + tokensPerBatch + " tokens, " + pairsPerBatch + " pairs");
        }
    }

    /** The same with other lanes. */
    public EngineSize withLanes(int count) {
        return new EngineSize(generation, count, tokensPerBatch, pairsPerBatch);
    }
}
