// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.layout;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Makes a token of every number in a text, and of each sign of a template the negative of its code. Ids from {@value #FIRST_SPECIAL} to {@value #LAST_SPECIAL} are special.
 */
final class NumberTokenizer implements TextTokenizer {
    static final int FIRST_SPECIAL = 900;
    static final int LAST_SPECIAL = 909;
    private static final Pattern NUMBER = Pattern.compile("[0-9]+");

    /** All texts that were tokenised, in their order. */
    final List<String> seen = new ArrayList<>();

    @Override
    public int[] tokenize(String text) {
        seen.add(text);
        return NUMBER.matcher(text).results().mapToInt(n -> Integer.parseInt(n.group())).toArray();
    }

    @Override
    public int[] tokenizeMarkup(String markup) {
        return IntStream.range(0, markup.length()).map(i -> -markup.charAt(i)).toArray();
    }

    @Override
    public boolean isSpecial(int id) {
        return id >= FIRST_SPECIAL && id <= LAST_SPECIAL;
    }

    /** The ids of a template's text. */
    static int[] markup(String markup) {
        return new NumberTokenizer().tokenizeMarkup(markup);
    }
}
