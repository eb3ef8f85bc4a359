// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.runtime;

import io.ringrank.backend.llamacpp.layout.ModelFamily;

/**
 * What a loaded model says about itself. Any thread.
 *
 * @param architecture the GGUF key {@code general.architecture}, for example {@code bert}
 * @param description the library's own one-line description
 * @param family what decides on layout and head
 * @param layout name and version of the pair layout, for example {@code bert/2}; part of a score's
 *     profile
 * @param takesInstruction whether a request may say what is judged
 * @param contextTokens longest pair in tokens: what the model was trained for, or less when less was
 *     asked for
 * @param vocabularyTokens number of token ids; every id of a row is below it. Twice those of the file
 *     where the second half stands for segment 1
 * @param tokensPerBatch most tokens of a batch
 * @param pairsPerBatch most pairs of a batch
 * @param weightsBytes size of all tensors in bytes
 * @param parameters number of weights
 */
public record ModelFacts(
        String architecture,
        String description,
        ModelFamily family,
        String layout,
        boolean takesInstruction,
        int contextTokens,
        int vocabularyTokens,
        int tokensPerBatch,
        int pairsPerBatch,
        long weightsBytes,
        long parameters) {}
