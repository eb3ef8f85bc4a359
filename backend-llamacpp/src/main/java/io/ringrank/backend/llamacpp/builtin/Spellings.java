// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.builtin;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * English spelling rules that matter to WordPiece: where an inflection changes the end of a word,
 * and what follows a short word when it is a different word. Any thread.
 */
final class Spellings {

    private static final String VOWELS = "aeiou";
    /** What English puts after a short word often enough to be worth a row. */
    private static final String NEXT_LETTERS = "abcdefghiklmnoprstuvw";
    /** A stem as long as this names its word family on its own. */
    private static final int SHORTEST_STEM_LETTERS = 5;
    private static final int SHORTEST_Y_STEM_LETTERS = 4;

    private Spellings() {}

    /**
     * Returns the pieces that inflections of a word start with and the word itself does not: the
     * stem without a silent e ({@code creat}) and with i for y ({@code compani}), or the whole
     * inflected form where such a stem is short or a word of its own ({@code caring},
     * {@code parties}).
     */
    static List<String> inflected(String word, Predicate<String> isWord) {
        String stem = word.substring(0, word.length() - 1);
        boolean spoken = stem.length() > 1;
        if (spoken && word.endsWith("e") && !endsWithVowel(stem, "eioy")) {
            return stem.length() >= SHORTEST_STEM_LETTERS && !isWord.test(stem)
                    ? List.of(stem)
                    : List.of(stem + "ing");
        }
        if (spoken && word.endsWith("y") && !endsWithVowel(stem, VOWELS)) {
            return stem.length() >= SHORTEST_Y_STEM_LETTERS && !isWord.test(stem)
                    ? List.of(stem + "i")
                    : List.of(stem + "ies", stem + "ied");
        }
        return List.of();
    }

    /**
     * Returns a short word with each likely letter that does not start an ending of it: {@code carb} and
     * {@code carp} are not about cars.
     */
    static List<String> lookalikes(String word, boolean inflects) {
        List<String> pieces = new ArrayList<>();
        for (int i = 0; i < NEXT_LETTERS.length(); i++) {
            char letter = NEXT_LETTERS.charAt(i);
            if (!inflects || !startsEnding(word, letter)) {
                pieces.add(word + letter);
            }
        }
        return pieces;
    }

    private static boolean startsEnding(String word, char letter) {
        char last = word.charAt(word.length() - 1);
        return switch (letter) {
            case 's', 'l', 'y' -> true;
            case 'e', 'i' -> !doublesItsEnd(word);
            case 'd' -> last == 'e';
            default -> letter == last;
        };
    }

    /** "run" makes "running", so that "rune" and "runi" are other words; "box" makes "boxing". */
    private static boolean doublesItsEnd(String word) {
        int end = word.length() - 1;
        return end >= 2 && !isVowel(word.charAt(end), VOWELS)
                && "swxyz".indexOf(word.charAt(end)) < 0
                && isVowel(word.charAt(end - 1), VOWELS) && !isVowel(word.charAt(end - 2), VOWELS);
    }

    private static boolean endsWithVowel(String text, String vowels) {
        return isVowel(text.charAt(text.length() - 1), vowels);
    }

    private static boolean isVowel(char letter, String vowels) {
        return vowels.indexOf(letter) >= 0;
    }
}
