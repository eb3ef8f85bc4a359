// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.runtime;

import io.ringrank.backend.llamacpp.ffi.EmbeddingTable;
import io.ringrank.backend.llamacpp.ffi.LlamaContext;
import io.ringrank.scheduler.pair.TokenRow;

/**
 * How the tokens of a row come into a batch. Any thread; what it is given belongs to a lane.
 */
sealed interface RowInput {

    /** Adds a row's tokens at positions that follow each other. */
    void add(LlamaContext context, TokenRow row, int firstPosition, int sequence);

    /** As ids: llama.cpp looks the embeddings up. */
    record Ids() implements RowInput {

        @Override
        public void add(LlamaContext context, TokenRow row, int firstPosition, int sequence) {
            context.add(row.ids(), firstPosition, sequence);
        }
    }

    /** As embeddings, because the model has some that llama.cpp does not look up. */
    record Embeddings(EmbeddingTable table) implements RowInput {

        @Override
        public void add(LlamaContext context, TokenRow row, int firstPosition, int sequence) {
            context.add(table, row.ids(), firstPosition, sequence);
        }
    }
}
