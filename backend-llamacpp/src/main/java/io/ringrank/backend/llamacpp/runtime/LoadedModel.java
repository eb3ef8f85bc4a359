// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.runtime;

import io.ringrank.scheduler.engine.TokenizedQuery;
import io.ringrank.scheduler.pair.ScoringOptions;
import java.util.List;

/**
 * The weights of one model and what hangs on them. Any thread.
 */
public interface LoadedModel extends AutoCloseable {

    /** Returns what is known about the model. */
    ModelFacts facts();

    /**
     * Tokenises a query and its documents by the model's pair layout. Any thread, several at once; use
     * one with a large stack, because the native pre-tokeniser recurses on long words.
     *
     * <p>Texts are never read as control tokens. A long document is cut at its end and marked; an empty
     * one gives a row too.
     *
     * @param options how long a document may be and what is asked about it
     *
     * @throws IllegalStateException when the model is closed
     */
    TokenizedQuery tokenize(String query, List<String> documents, ScoringOptions options);

    /**
     * Opens a lane that belongs to the calling thread from now on.
     *
     * @throws LaneException when the library can't make one, most often for want of memory
     * @throws IllegalStateException when all lanes of {@link LoadOptions#lanes()} are open, or the model
     *     is closed
     */
    Lane openLane() throws LaneException;

    /**
     * Frees the weights. Does nothing the second time.
     *
     * @throws IllegalStateException when a lane is still open or a text is being tokenised
     */
    @Override
    void close();
}
