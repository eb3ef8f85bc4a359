// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.builtin;

import java.util.ArrayList;
import java.util.List;

/**
 * The generated pieces that split words which nobody listed, and numbers. Any thread.
 *
 * <p>
 * Every letter, digit and sign is here as the start of a word and inside one, because WordPiece
 * turns a whole word into one [UNK] when any part of it is missing. Longer pieces weigh more since
 * they say more: {@code kubectl} is found by {@code kub}, and only a little by the rest of it.
 */
record Fragments(List<Piece> pieces) {

    private static final double LETTER_WEIGHT = 0.4;
    private static final double TWO_LETTERS_WEIGHT = 0.8;
    static final double PREFIX_WEIGHT = 1.6;
    private static final double INNER_LETTER_WEIGHT = 0.1;
    private static final double INNER_PAIR_WEIGHT = 0.3;
    private static final double DIGIT_WEIGHT = 0.6;
    private static final double TWO_DIGITS_WEIGHT = 1.0;
    private static final double YEAR_WEIGHT = 1.6;
    private static final double INNER_DIGITS_WEIGHT = 0.4;
    private static final double SIGN_WEIGHT = 0.3;

    private static final int FIRST_YEAR = 1900;
    private static final int LAST_YEAR = 2039;
    private static final int TWO_DIGIT_NUMBERS = 100;

    private static final String CONSONANTS = "bcdfghjklmnpqrstvwxz";
    private static final String VOWELS = "aeiouy";
    private static final String[] ONSETS =
            ("bl br ch cl cr dr fl fr gh gl gr kh kl kn kr ph pl pr ps"
                    + " qu rh sc sh sk sl sm sn sp sq st sw th tr ts tw vl wh wr zh")
                    .split(" ", -1);
    /** Letters that no accent explains, so that normalisation leaves them as they are. */
    private static final String OTHER_LETTERS = "ßæøœðþđħıĸłŋŧəαβγδεζηθικλμνξοπρσςτυφχψω";
    /** Signs that llama.cpp does not split off, so they stand inside words such as "20°c". */
    private static final String INNER_SIGNS = "¢£¥€¤°±×÷²³¹¼½¾ªº©®™µ¬√∞≈≠≤≥←↑→↓";
    /** Signs that llama.cpp splits off and that mean something, as in "c#". */
    private static final String SPLIT_SIGNS = "#$%&+@=<>~^|`";
    private static final String PUNCTUATION = "!\"'()*,-./:;?[\\]_{}";
    private static final int FIRST_MARK = 0x300;
    private static final int LAST_MARK = 0x36f;

    /** A piece with the weight of its term; weight 0 means that it is ignored. */
    record Piece(String text, double weight) {}

    static Fragments generate() {
        Fragments made = new Fragments(new ArrayList<>());
        made.addSigns();
        made.addNumbers();
        made.addLetters();
        made.addPrefixes();
        return made;
    }

    private void addSigns() {
        for (String sign : each(PUNCTUATION)) {
            start(sign, 0);
        }
        for (String sign : each(SPLIT_SIGNS)) {
            start(sign, SIGN_WEIGHT);
        }
        for (String sign : each(INNER_SIGNS)) {
            start(sign, SIGN_WEIGHT);
            inner(sign, SIGN_WEIGHT);
        }
        for (int mark = FIRST_MARK; mark <= LAST_MARK; mark++) {
            inner(Character.toString(mark), 0);
        }
    }

    private void addNumbers() {
        for (int digit = 0; digit < 10; digit++) {
            start(Integer.toString(digit), DIGIT_WEIGHT);
            inner(Integer.toString(digit), INNER_DIGITS_WEIGHT);
        }
        for (int number = 0; number < TWO_DIGIT_NUMBERS; number++) {
            String digits = "" + number / 10 + number % 10;
            start(digits, TWO_DIGITS_WEIGHT);
            inner(digits, INNER_DIGITS_WEIGHT);
        }
        for (int year = FIRST_YEAR; year <= LAST_YEAR; year++) {
            start(Integer.toString(year), YEAR_WEIGHT);
        }
    }

    private void addLetters() {
        for (String letter : each(OTHER_LETTERS)) {
            start(letter, LETTER_WEIGHT);
            inner(letter, INNER_LETTER_WEIGHT);
        }
        for (char first = 'a'; first <= 'z'; first++) {
            start(String.valueOf(first), LETTER_WEIGHT);
            inner(String.valueOf(first), INNER_LETTER_WEIGHT);
            for (char second = 'a'; second <= 'z'; second++) {
                start("" + first + second, TWO_LETTERS_WEIGHT);
                inner("" + first + second, INNER_PAIR_WEIGHT);
            }
        }
    }

    private void addPrefixes() {
        for (String vowel : each(VOWELS)) {
            for (String consonant : each(CONSONANTS)) {
                for (char third = 'a'; third <= 'z'; third++) {
                    start(consonant + vowel + third, PREFIX_WEIGHT);
                }
                for (String end : each(VOWELS)) {
                    start(vowel + consonant + end, PREFIX_WEIGHT);
                }
            }
            for (String onset : ONSETS) {
                start(onset + vowel, PREFIX_WEIGHT);
            }
        }
    }

    private static List<String> each(String characters) {
        return characters.codePoints().mapToObj(Character::toString).toList();
    }

    private void start(String text, double weight) {
        pieces.add(new Piece(Token.WORD_START + text, weight));
    }

    private void inner(String text, double weight) {
        pieces.add(new Piece(text, weight));
    }
}
