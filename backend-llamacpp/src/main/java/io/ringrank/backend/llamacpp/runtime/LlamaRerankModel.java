// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.runtime;

import io.ringrank.backend.llamacpp.ffi.ContextOptions;
import io.ringrank.backend.llamacpp.ffi.LlamaModel;
import io.ringrank.backend.llamacpp.ffi.NativeCallException;
import io.ringrank.backend.llamacpp.layout.PairLayout;
import io.ringrank.backend.llamacpp.layout.PairTokenizer;
import io.ringrank.scheduler.engine.TokenizedQuery;
import io.ringrank.scheduler.pair.ScoringOptions;
import java.util.List;
import java.util.concurrent.Semaphore;

/**
 * A model that llama.cpp holds. Any thread.
 */
final class LlamaRerankModel implements LoadedModel {
    /** Fixed tokens of the longest layout, and one of the query and one of the document. */
    static final int LEAST_CONTEXT_TOKENS = 6;

    private final LlamaModel model;
    private final ModelFacts facts;
    private final PairTokenizer tokenizer;
    private final ContextOptions contextOptions;
    private final Semaphore freeLanes;

    private LlamaRerankModel(LlamaModel model, PairLayout layout, ModelFacts facts,
            LoadOptions options) {
        this.model = model;
        this.facts = facts;
        tokenizer = new PairTokenizer(layout, model::tokenize, facts.contextTokens());
        contextOptions = new ContextOptions(facts.tokensPerBatch(), facts.pairsPerBatch(),
                options.threadsPerLane());
        freeLanes = new Semaphore(options.lanes());
    }

    static LlamaRerankModel of(LlamaModel model, PairLayout layout, LoadOptions options) {
        ModelFacts facts = new ModelFacts(model.metadata("general.architecture").orElse(""),
                model.description(), layout.id(), layout.takesInstruction(),
                Math.min(model.trainedContextTokens(), options.tokensPerBatch()),
                model.vocabularyTokens(), options.tokensPerBatch(), ContextOptions.MOST_SEQUENCES,
                model.weightsBytes(), model.parameters());
        return new LlamaRerankModel(model, layout, facts, options);
    }

    @Override
    public ModelFacts facts() {
        return facts;
    }

    @Override
    public TokenizedQuery tokenize(String query, List<String> documents,
            ScoringOptions options) {
        return tokenizer.tokenize(query, documents, options);
    }

    @Override
    public Lane openLane() throws LaneException {
        if (!freeLanes.tryAcquire()) {
            throw new IllegalStateException("all lanes of the model are open");
        }
        boolean opened = false;
        try {
            Lane lane = new LlamaLane(model.openContext(contextOptions), facts,
                    freeLanes::release);
            opened = true;
            return lane;
        } catch (NativeCallException e) {
            throw new LaneException("No lane can be opened: " + e.getMessage());
        } finally {
            if (!opened) {
                freeLanes.release();
            }
        }
    }

    @Override
    public void close() {
        model.close();
    }
}
