// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.link;

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
     * @param contextTokens the longest pair
     */
    record Ready(String layout, String nativeBuild, String architecture, int contextTokens,
            int lanes, int tokensPerBatch, int pairsPerBatch) implements ToGateway {}

    /** The model can't be loaded, now or later. */
    record LoadFailed(String message) implements ToGateway {}

    /** Answers the command of that id, which has no other answer. */
    sealed interface Answer extends ToGateway {

        long id();
    }

    /** Answers Tokenize with one suffix for each document, in their order. */
    record Tokenized(long id, int[] prefix, List<Suffix> suffixes) implements Answer {

        @Override
        public long bodyBytes() {
            long bytes = 1L + Long.BYTES + 2 * Integer.BYTES + (long) Integer.BYTES * prefix.length;
            for (Suffix suffix : suffixes) {
                bytes += 1 + Integer.BYTES + (long) Integer.BYTES * suffix.row.length;
            }
            return bytes;
        }
    }

    /**
     * The document's part of a row.
     *
     * @param truncated whether the document was cut to fit
     */
    record Suffix(int[] row, boolean truncated) {}

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
