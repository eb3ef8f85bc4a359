// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.link;

import io.ringrank.scheduler.engine.TokenizedDocument;
import io.ringrank.scheduler.engine.TokenizedQuery;
import java.util.ArrayList;
import java.util.List;

/** What an engine says. Arrays are handed over, never written to again. */
public sealed interface ToGateway extends Frame {

    /**
     * The first frame of each channel. Its bytes stay as they are in all versions, so that ends of
     * different versions can tell each other.
     *
     * @param version see {@link LinkLimits#PROTOCOL_VERSION}
     * @param kind see {@link ChannelKind#code()}
     * @param token what the engine read from its standard input
     */
    record Hello(int version, int kind, byte[] token) implements ToGateway {}

    /**
     * How far the model is loaded.
     *
     * @param fraction 0 to 1
     */
    record LoadProgress(float fraction) implements ToGateway {}

    /**
     * The model is loaded, the engine takes commands.
     *
     * @param layout name and version of the pair layout
     * @param takesInstruction whether a request may say what the model judges
     * @param contextTokens the longest pair
     */
    record Ready(String layout, String nativeBuild, String architecture, boolean takesInstruction,
            int contextTokens, int lanes, int tokensPerBatch, int pairsPerBatch)
            implements
                ToGateway {}

    /** The model can't be loaded, now or later. */
    record LoadFailed(String message) implements ToGateway {}

    /** Answers the command of that id, which has no other answer. */
    sealed interface Answer extends ToGateway {

        long id();
    }

    /** Answers Tokenize with what became of each document, in their order. */
    record Tokenized(long id, TokenizedQuery.Rows rows) implements Answer {

        private static final TokenizedDocument TOO_LARGE = new TokenizedDocument.Failed(
                "its token rows are larger than an engine can answer at once");

        /** An answer that fits a frame: documents whose rows are too large for it fail alone. */
        public static Tokenized fitting(long id, TokenizedQuery.Rows rows) {
            Tokenized whole = new Tokenized(id, rows);
            return whole.fits() ? whole : new Tokenized(id, whole.smaller());
        }

        private TokenizedQuery.Rows smaller() {
            long failed = RowsCodec.bytes(TOO_LARGE);
            long left = LinkLimits.FRAME_BYTES_MAX
                    - new Tokenized(id, new TokenizedQuery.Rows(rows.prefix(), List.of()))
                            .bodyBytes()
                    - failed * rows.documents().size();
            List<TokenizedDocument> fitting = new ArrayList<>(rows.documents().size());
            for (TokenizedDocument document : rows.documents()) {
                long more = RowsCodec.bytes(document) - failed;
                fitting.add(more <= left ? document : TOO_LARGE);
                left -= more <= left ? more : 0;
            }
            return new TokenizedQuery.Rows(rows.prefix(), fitting);
        }

        @Override
        public long bodyBytes() {
            return 1L + Long.BYTES + RowsCodec.bytes(rows);
        }
    }

    /** Answers Tokenize when the query alone leaves no room for a document. */
    record QueryTooLong(long id, int tokens, int tokensMax) implements Answer {}

    /** Answers Score with one raw score for each row; NaN where the model gave none. */
    record Scored(long id, float[] raw, long computeNanos) implements Answer {

        @Override
        public long bodyBytes() {
            return 1L + 2 * Long.BYTES + Integer.BYTES + (long) Float.BYTES * raw.length;
        }
    }

    /** Answers a command that could not be done; the engine is well. */
    record CommandFailed(long id, String message) implements Answer {}
}
