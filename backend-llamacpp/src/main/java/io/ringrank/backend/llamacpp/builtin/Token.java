// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.builtin;

/**
 * One WordPiece of the vocabulary and what it means to the model. Any thread.
 *
 * @param piece
 *            as GGUF stores it: word-initial pieces start with {@link #WORD_START}
 * @param term
 *            pieces with the same number are spellings of one term; -1 unless the role is TERM
 * @param weight
 *            of the term in the coverage, above 0; 0 unless the role is TERM
 */
record Token(String piece, Role role, int term, double weight) {

    /** Marks the start of a word, as llama.cpp's WordPiece writes it. */
    static final String WORD_START = "\u2581";

    /** What the layers do with a token. */
    enum Role {
        /** [CLS]: collects the score. */
        START,
        /** [SEP]: where a term that has no equal looks, and what collects the density. */
        SEPARATOR,
        /** Neither looks nor is found: endings, punctuation, [UNK]. */
        IGNORED,
        /** Looks for its equals in the other text. */
        TERM
    }

    static Token special(String name, Role role) {
        return new Token(name, role, -1, 0);
    }
}
