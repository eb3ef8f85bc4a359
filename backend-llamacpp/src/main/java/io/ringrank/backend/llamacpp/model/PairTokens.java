// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.model;

/**
 * How long pairs may be where nobody says so. Any thread.
 *
 * <p>A lane takes memory for its longest pair, about with the square of its length: 16 heads of an
 * encoder keep 4 GiB of attention weights for 8,192 tokens. It is taken when such a pair comes, and
 * kept. So the length is what fits when every lane has seen one.
 */
public final class PairTokens {

    /** A longer pair is for operators to ask for. */
    private static final int MOST = 8_192;

    /** Shorter ones would cut what every model can do. */
    private static final int LEAST = 512;

    private PairTokens() {}

    /**
     * Returns the longest pair: as long as the model was trained for, or a half, a quarter and so on of
     * 8,192 tokens, so that all engines fit into the memory, if 512 tokens don't.
     *
     * @param size of each engine, with what its batches have at least
     * @param engines at least 1
     * @param bytesMax what all engines may take
     */
    public static int fitting(ModelSummary model, EngineSize size, int engines, long bytesMax) {
        int trained = model.shape().contextTokens();
        int tokens = MOST;
        while (tokens > LEAST && (tokens / 2 >= trained
                || bytes(model, size, Math.min(tokens, trained), engines) > bytesMax)) {
            tokens /= 2;
        }
        return Math.min(tokens, trained);
    }

    private static long bytes(ModelSummary model, EngineSize size, int tokens, int engines) {
        EngineSize enough = size.withTokensPerBatch(Math.max(size.tokensPerBatch(), tokens));
        return MemoryEstimate.of(model, enough).bytes(engines);
    }
}
