// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.layout;

/** Makes texts shorter that are long for their white space only. Any thread. */
final class WhiteSpace {

    private WhiteSpace() {}

    /** All white space is in the basic plane, so a char tells. */
    static boolean is(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c);
    }

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
            boolean space = is(c);
            if (!space || !afterSpace) {
                kept.append(c);
            }
            afterSpace = space;
        }
        return kept.toString();
    }
}
