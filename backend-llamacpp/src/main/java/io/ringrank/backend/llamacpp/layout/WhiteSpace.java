// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.layout;

/** Makes texts shorter that are long for their white space only. Any thread. */
final class WhiteSpace {

    private WhiteSpace() {}

    /**
     * A text that is too long to be looked at as a whole, with one character for each run of white space;
     * most tokenizers make one of it as well, and the others are left more of the words.
     *
     * @param charactersMax up to which a text is returned as it is
     */
    static String shortened(String text, int charactersMax) {
        if (text.length() <= charactersMax) {
            return text;
        }
        StringBuilder kept = new StringBuilder();
        boolean afterSpace = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean space = Character.isWhitespace(c);
            if (!space || !afterSpace) {
                kept.append(c);
            }
            afterSpace = space;
        }
        return kept.toString();
    }
}
