// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.app;

import com.sun.management.OperatingSystemMXBean;
import io.ringrank.backend.llamacpp.model.EngineSize;
import io.ringrank.backend.llamacpp.model.LlamaGeneration;
import io.ringrank.backend.llamacpp.model.ModelSummary;
import io.ringrank.backend.llamacpp.model.PairTokens;
import io.ringrank.backend.llamacpp.natives.Compute;
import io.ringrank.backend.llamacpp.natives.EnginePlan;
import java.lang.management.ManagementFactory;

/**
 * Chooses how long the pairs of a deployment may be. Any thread.
 *
 * @param wish of the operator; 0 leaves it to the model and the memory
 * @param generation of the llama.cpp that computes
 * @param bytesMax that all engines of a deployment may take on the processor
 */
record PairLength(int wish, LlamaGeneration generation, long bytesMax) {

    private static final int PAIRS_PER_BATCH = 256;

    /** With half of the memory of this machine, or of its control group, for all deployments. */
    static PairLength ofThisMachine(int wish, String nativeBuild, int deployments) {
        long total = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class)
                .getTotalMemorySize();
        return new PairLength(wish, LlamaGeneration.of(nativeBuild), total / 2 / deployments);
    }

    /** What each engine computes with, once its model is known. */
    Compute compute(EnginePlan plan, ModelSummary model) {
        Compute planned = plan.compute();
        int trained = model.shape().contextTokens();
        if (wish > 0) {
            return planned.withTokensPerPair(Math.min(wish, trained));
        }
        if (!planned.isOnProcessor()) {
            return planned.withTokensPerPair(Math.min(planned.tokensPerBatch(), trained));
        }
        EngineSize size = new EngineSize(generation, planned.lanes(), planned.tokensPerBatch(),
                PAIRS_PER_BATCH);
        return planned.withTokensPerPair(
                PairTokens.fitting(model, size, plan.engines(), bytesMax));
    }
}
