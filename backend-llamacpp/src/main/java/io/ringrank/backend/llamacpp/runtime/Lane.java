// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.runtime;

import io.ringrank.scheduler.pair.PreparedPair;
import java.util.List;

/**
 * One llama.cpp context on one thread. Lane thread only: every method throws {@link
 * WrongThreadException} on another thread than the one that opened it.
 */
public interface Lane extends AutoCloseable {

    /**
     * Scores the pairs of one batch in one native call that can't be interrupted. Pairs that come out
     * without a finite score are computed once more, each alone, because they may only have shared the
     * batch with such a pair.
     *
     * <p>Limits are those of {@link ModelFacts}: 1 to {@code pairsPerBatch} pairs, each of at most {@code
     * contextTokens} tokens, together at most {@code tokensPerBatch}, every id below {@code
     * vocabularyTokens}. They are checked before native code runs.
     *
     * @return one raw score a row, in their order; NaN, and only NaN, marks a pair for which the model
     *     gave no finite number
     * @throws LaneException when a limit is broken or the native call fails; no pair of the batch has a
     *     score then, and the lane can be used again
     */
    float[] score(List<PreparedPair> rows) throws LaneException;

    /** Frees the context. Does nothing the second time. */
    @Override
    void close();
}
