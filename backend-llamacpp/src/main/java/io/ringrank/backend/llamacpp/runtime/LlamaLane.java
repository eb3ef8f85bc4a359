// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.runtime;

import io.ringrank.backend.llamacpp.ffi.LlamaContext;
import io.ringrank.backend.llamacpp.ffi.NativeCallException;
import io.ringrank.scheduler.pair.PreparedPair;
import io.ringrank.scheduler.pair.TokenRow;
import java.util.List;

/**
 * Packs the pairs of a batch into one llama.cpp batch, each as a sequence of its own. Lane thread
 * only.
 */
final class LlamaLane implements Lane {
    private final LlamaContext context;
    private final ModelFacts facts;
    private final RowInput input;
    private final RankHead head;
    private final Runnable whenClosed;
    private boolean closed;

    /** Creates one; {@code whenClosed} runs once, on the lane's thread. */
    LlamaLane(LlamaContext context, ModelFacts facts, RowInput input, RankHead head,
            Runnable whenClosed) {
        this.context = context;
        this.facts = facts;
        this.input = input;
        this.head = head;
        this.whenClosed = whenClosed;
    }

    @Override
    public float[] score(List<PreparedPair> rows) throws LaneException {
        // First, because the JVM refuses it on any other thread.
        context.clearBatch();
        requireLimits(rows);
        float[] scores = compute(rows);
        for (int i = 0; i < scores.length; i++) {
            if (!Float.isFinite(scores[i])) {
                scores[i] = rows.size() == 1 ? Float.NaN : alone(rows.get(i));
            }
        }
        return scores;
    }

    /**
     * Scores a pair by itself. The pairs of a batch are kept apart by attention weights of zero, and
     * zero times NaN is NaN: one pair that has no finite score spoils those it shares a batch with.
     */
    private float alone(PreparedPair row) throws LaneException {
        float score = compute(List.of(row))[0];
        return Float.isFinite(score) ? score : Float.NaN;
    }

    private float[] compute(List<PreparedPair> rows) throws LaneException {
        context.clearBatch();
        for (int sequence = 0; sequence < rows.size(); sequence++) {
            PreparedPair row = rows.get(sequence);
            input.add(context, row.prefix(), 0, sequence);
            input.add(context, row.suffix(), row.prefix().length(), sequence);
        }
        try {
            context.computeBatch();
        } catch (NativeCallException e) {
            throw new LaneException("llama.cpp could not compute the batch: " + e.getMessage());
        }
        float[] scores = new float[rows.size()];
        for (int sequence = 0; sequence < scores.length; sequence++) {
            scores[sequence] = score(sequence);
        }
        return scores;
    }

    private float score(int sequence) {
        return head.score(output -> context.rank(sequence, output));
    }

    /** Checks before native code what it would assert, at the price of the process. */
    private void requireLimits(List<PreparedPair> rows) throws LaneException {
        requireRange("pairs of a batch", rows.size(), 1, facts.pairsPerBatch());
        long tokens = 0;
        for (PreparedPair row : rows) {
            // An empty row would leave a sequence without a first token.
            requireRange("tokens of a pair", row.tokens(), 1, facts.contextTokens());
            requireIds(row.prefix());
            requireIds(row.suffix());
            tokens += row.tokens();
        }
        requireRange("tokens of a batch", tokens, 1, facts.tokensPerBatch());
        // llama.cpp asserts that every sequence number is below the number of tokens; a row of at
        // least one token each makes it so.
    }

    private void requireIds(TokenRow row) throws LaneException {
        for (int id : row.ids()) {
            requireRange("token id", id, 0, facts.vocabularyTokens() - 1);
        }
    }

    private static void requireRange(String name, long value, long least, long most)
            throws LaneException {
        if (value < least || value > most) {
            throw new LaneException(
                    name + ": expected " + least + " to " + most + ", found " + value);
        }
    }

    @Override
    public void close() {
        if (!closed) {
            context.close();
            closed = true;
            whenClosed.run();
        }
    }
}
