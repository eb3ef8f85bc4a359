// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.ffi;

/**
 * The size of a context. Any thread.
 *
 * @param tokens most tokens of a batch, at least 64: llama.cpp raises less to that
 * @param sequences most sequences of a batch, 1 to 256 (LLAMA_MAX_SEQ)
 * @param threads threads that compute a batch, at least 1
 */
public record ContextOptions(int tokens, int sequences, int threads) {
    public static final int LEAST_TOKENS = 64;
    public static final int MOST_SEQUENCES = 256;

    /**
     * Checks the bounds.
     *
     * @throws IllegalArgumentException when a value is out of its range
     */
    public ContextOptions {
        if (tokens < LEAST_TOKENS || sequences < 1 || sequences > MOST_SEQUENCES || threads < 1) {
            throw new IllegalArgumentException("tokens " + tokens + ", sequences " + sequences
                    + " or threads " + threads + " is out of range");
        }
    }
}
