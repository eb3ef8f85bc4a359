// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.layout;

/**
 * Turns text into the token ids of one vocabulary. Any thread, several at once.
 */
public interface TextTokenizer {

    /**
     * Returns the ids of a text, without any fixed token round them. Text that spells a control token is
     * text: it never becomes that token.
     */
    int[] tokenize(String text);

    /** Returns the ids of a part of a model's own template, in which control tokens are spelled out. */
    int[] tokenizeMarkup(String markup);

    /**
     * Returns whether an id stands for no text: a control token, or one that the vocabulary declares as
     * user-defined.
     */
    boolean isSpecial(int id);
}
