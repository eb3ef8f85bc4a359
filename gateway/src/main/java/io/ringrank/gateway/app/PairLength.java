// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.app;

import com.sun.management.OperatingSystemMXBean;
import io.ringrank.backend.llamacpp.model.LlamaGeneration;
import io.ringrank.backend.llamacpp.model.ModelSummary;
import io.ringrank.backend.llamacpp.natives.Compute;
import io.ringrank.backend.llamacpp.natives.EnginePlan;
import java.lang.management.ManagementFactory;

/**
 * Chooses how long the pairs of a deployment may be. Any thread.
 *
 * @param wish of the operator in tokens; 0 leaves it to the model and the memory
 * @param bytesMax that all engines of a deployment may take on the processor, where that is left open
 */
record PairLength(int wish, long bytesMax) {
    /*
     * A lane takes memory for its longest pair, about with the square of its length: an encoder with
     * 16 heads keeps 4 GiB of attention weights for 8,192 tokens. It is taken when such a pair comes,
     * and kept. So a length fits if every lane may see one.
     */

    /** A longer pair is for operators to ask for. */
    static final int TOKENS_MAX = 8_192;

    /** What every model can do is not cut for want of memory. */
    static final int TOKENS_MIN = 512;

    /** With half of the memory of this machine, or of its control group, for all deployments. */
    static PairLength ofThisMachine(int wish, int deployments) {
        long total = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class)
                .getTotalMemorySize();
        return new PairLength(wish, total / 2 / deployments);
    }

    /** The same, but for engines that can't take more than that. */
    PairLength within(long availableBytes) {
        return new PairLength(wish, Math.min(bytesMax, availableBytes));
    }

    /** What each engine computes with, once its model is known. */
    Compute compute(EnginePlan plan, ModelSummary model, LlamaGeneration generation) {
        Compute planned = plan.compute();
        if (!planned.isOnProcessor() && wish == 0) {
            return planned.withTokensPerPair(
                    Math.min(planned.tokensPerBatch(), model.shape().contextTokens()));
        }
        EngineMemory least = EngineMemory.of(model, generation, plan.engines(), planned.lanes(),
                planned.tokensPerBatch());
        return planned.withTokensPerPair(tokens(least));
    }

    /**
     * As many as the operator wants, else as the model was trained for or a half, a quarter and so on of
     * {@value #TOKENS_MAX}, in any case no more than it was trained for.
     *
     * @param least the engines with the batches they have at least
     */
    int tokens(EngineMemory least) {
        int trained = least.model().shape().contextTokens();
        if (wish > 0) {
            return Math.min(wish, trained);
        }
        int tokens = TOKENS_MAX;
        while (tokens > TOKENS_MIN && (tokens / 2 >= trained
                || least.withTokensAtLeast(Math.min(tokens, trained)).bytes() > bytesMax)) {
            tokens /= 2;
        }
        return Math.min(tokens, trained);
    }
}
