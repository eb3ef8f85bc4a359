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
import java.util.stream.IntStream;

/**
 * A model that llama.cpp holds. Any thread.
 */
final class LlamaRerankModel implements LoadedModel {
    /** Any multiple of it has a divisor that is large enough. */
    private static final int CONTEXT_STEP_TOKENS = ContextOptions.LEAST_TOKENS;

    private final LlamaModel model;
    private final ModelFacts facts;
    private final PairTokenizer tokenizer;
    private final RowInput input;
    private final RankHead head;
    private final ContextOptions contextOptions;
    private final Semaphore freeLanes;

    LlamaRerankModel(LlamaModel model, PairLayout layout, RowInput input, RankHead head,
            LoadOptions options) {
        this.model = model;
        this.input = input;
        this.head = head;
        facts = facts(model, layout, input, options);
        tokenizer =
                new PairTokenizer(layout, new LlamaTokenizer(model), facts.contextTokens());
        contextOptions = new ContextOptions(contextTokens(facts.tokensPerBatch()),
                facts.pairsPerBatch(), options.threadsPerLane());
        freeLanes = new Semaphore(options.lanes());
    }

    private static ModelFacts facts(LlamaModel model, PairLayout layout, RowInput input,
            LoadOptions options) {
        int tokens = switch (input) {
            case RowInput.Ids() -> model.vocabularyTokens();
            case RowInput.Embeddings(var table) -> table.rows();
        };
        return new ModelFacts(model.metadata("general.architecture").orElse(""),
                model.description(), layout.family(), layout.id(), layout.takesInstruction(),
                Math.min(model.trainedContextTokens(), options.tokensPerPair()), tokens,
                options.tokensPerBatch(), pairsPerBatch(options.tokensPerBatch()),
                model.weightsBytes(), model.parameters());
    }

    private static int contextTokens(int tokensPerBatch) {
        return Math.ceilDiv(tokensPerBatch, CONTEXT_STEP_TOKENS) * CONTEXT_STEP_TOKENS;
    }

    /**
     * As many as llama.cpp has sequences, and a divisor of the context's tokens: it plans as many tokens
     * for each sequence, and a graph with a mean, as ModernBERT's, ends the process when that leaves a
     * rest.
     */
    private static int pairsPerBatch(int tokensPerBatch) {
        int tokens = contextTokens(tokensPerBatch);
        return IntStream.iterate(ContextOptions.MOST_SEQUENCES, pairs -> pairs - 1)
                .filter(pairs -> pairs <= tokensPerBatch && tokens % pairs == 0)
                .findFirst()
                .orElseThrow();
    }

    /** Returns the length of a pair with one token of query and document each. */
    int leastPairTokens() {
        return tokenizer.fixedTokens() + 2;
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
            Lane lane = new LlamaLane(model.openContext(contextOptions), facts, input, head,
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
