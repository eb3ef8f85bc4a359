// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.layout;

import java.text.BreakIterator;
import java.util.Locale;

/**
 * Where a text may be cut: best between words, else between what a reader sees as characters, and never
 * inside a code point. Places are indexes into the text. One thread at a time.
 */
final class CutPlaces {

    /** A reader's character that is longer than this may be cut between its code points. */
    private static final int CHARACTER_MAX = 32;

    private final String text;
    private final BreakIterator characters = BreakIterator.getCharacterInstance(Locale.ROOT);

    CutPlaces(String text) {
        this.text = text;
    }

    /** Returns the first place from there on that has no white space behind it. */
    int skipWhiteSpace(int from) {
        int place = from;
        while (place < text.length() && isWhiteSpace(place)) {
            place++;
        }
        return place;
    }

    /** Returns where white space begins that reaches up to there. */
    int withoutWhiteSpace(int end, int after) {
        int place = end;
        while (place > after && isWhiteSpace(place - 1)) {
            place--;
        }
        return place;
    }

    /**
     * Returns a place to end at.
     *
     * @param after the place is behind it, if there is one
     * @param limit the place is at most here
     * @param wordsFrom the end of a word from here on is better than a later place inside of one
     * @return {@code after} if there is no place between
     */
    int endingAtOrBefore(int limit, int after, int wordsFrom) {
        if (limit >= text.length()) {
            return text.length();
        }
        for (int place = limit; place > after && place >= wordsFrom; place--) {
            if (isWhiteSpace(place)) {
                return place;
            }
        }
        return betweenCharacters(limit, after);
    }

    /**
     * Returns a place to begin at: the start of a word before or behind the wanted place, else at or
     * before it.
     *
     * @param after the place is behind it
     * @param words most characters between the wanted place and the start of a word
     */
    int beginningNear(int wanted, int after, int words) {
        for (int place = wanted; place > after && place >= wanted - words; place--) {
            if (isWhiteSpace(place - 1)) {
                return place;
            }
        }
        for (int place = wanted; place < text.length() && place <= wanted + words; place++) {
            if (isWhiteSpace(place - 1)) {
                return place;
            }
        }
        return betweenCharacters(wanted, after);
    }

    private int betweenCharacters(int limit, int after) {
        int from = Math.max(after, limit - CHARACTER_MAX);
        int start = from > after ? codePointAtOrBefore(from) : from;
        characters.setText(text.substring(start, Math.min(text.length(), limit + CHARACTER_MAX)));
        int place = limit == start || characters.isBoundary(limit - start)
                ? limit
                : start + characters.preceding(limit - start);
        return place > start ? place : Math.max(after, codePointAtOrBefore(limit));
    }

    private int codePointAtOrBefore(int place) {
        boolean inside = place > 0 && place < text.length()
                && Character.isLowSurrogate(text.charAt(place))
                && Character.isHighSurrogate(text.charAt(place - 1));
        return inside ? place - 1 : place;
    }

    private boolean isWhiteSpace(int place) {
        return WhiteSpace.is(text.charAt(place));
    }
}
