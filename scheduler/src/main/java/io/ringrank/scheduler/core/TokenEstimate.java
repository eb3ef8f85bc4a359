// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.core;

/**
 * Learns how many tokens texts of this deployment have. Scheduler thread only.
 */
final class TokenEstimate {

    /** English in the vocabularies of most rerankers. */
    static final double FIRST_TOKENS_PER_BYTE = 0.25;
    private static final double FIRST_BYTES = 4096;

    /** What was seen fades by half with so many bytes. */
    private static final double HALF_LIFE_BYTES = 1 << 20;

    private double tokens = FIRST_BYTES * FIRST_TOKENS_PER_BYTE;
    private double bytes = FIRST_BYTES;

    /** A pair was tokenised whole. */
    void observe(long pairBytes, long pairTokens) {
        double kept = Math.pow(0.5, pairBytes / HALF_LIFE_BYTES);
        tokens = kept * tokens + pairTokens;
        bytes = kept * bytes + pairBytes;
    }

    double tokensPerByte() {
        return tokens / bytes;
    }
}
