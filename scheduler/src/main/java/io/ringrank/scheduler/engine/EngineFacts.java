// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.engine;

import io.ringrank.scheduler.cost.EngineKind;
import io.ringrank.scheduler.pair.ScoringProfile;

/**
 * What an engine says of itself when it is ready.
 *
 * @param profile what its scores depend on
 * @param lanes how many batches it runs at the same time, at least 1
 * @param tokensPerPair most tokens of a pair, or of one window of its document; longer ones are cut
 * @param tokensPerBatch most tokens in a batch, at least those of a pair
 * @param pairsPerBatch most pairs in a batch
 * @param device what all its lanes compute on
 * @param takesInstruction whether a request may say what the model judges
 */
public record EngineFacts(ScoringProfile profile, int lanes, int tokensPerPair, int tokensPerBatch,
        int pairsPerBatch, EngineDevice device, boolean takesInstruction) {

    public EngineFacts {
        if (lanes < 1 || tokensPerPair < 1 || tokensPerBatch < tokensPerPair || pairsPerBatch < 1) {
            throw new IllegalArgumentException("an engine without capacity: lanes " + lanes
                    + ", tokens per pair " + tokensPerPair + ", tokens per batch " + tokensPerBatch
                    + ", pairs per batch "
                    + pairsPerBatch);
        }
    }

    /** Engines of the same kind learn from each other. */
    public EngineKind kind() {
        return new EngineKind(profile.modelFingerprint(), profile.nativeBuild(), device.name());
    }
}
