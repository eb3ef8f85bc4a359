// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.layout;

/**
 * Turns text into the token ids of one vocabulary. Any thread, several at once.
 */
@FunctionalInterface
public interface TextTokenizer {

    /**
     * Returns the ids of a text, without any fixed token round them. Text that spells a control token is
     * text: it never becomes that token.
     */
    int[] tokenize(String text);
}
