// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.layout;

import io.ringrank.scheduler.pair.CharacterRange;
import io.ringrank.scheduler.pair.LongDocument;
import io.ringrank.scheduler.pair.LongDocument.MaxWindow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Cuts one document into overlapping windows of a number of tokens at most. Made for one document; one
 * thread.
 */
final class DocumentWindows {
    /*
     * A window is a piece of the text that is tokenised as a document of its own: a tokenizer does not
     * say which token came from where, but of a piece that was chosen first the place is known exactly.
     * Its end is searched for: the tokens of one try tell, in proportion, where to try next, and the
     * density of one window where the next will end. Most windows take one try or two. Texts can be
     * made so that the proportion misleads; then the gap between what fits and what doesn't is halved,
     * and no document has more than a bounded number of characters tokenised.
     */

    /** Windows of one document; what is left of the text after so many is cut. */
    static final int WINDOWS_MAX = LongDocument.MaxWindow.WINDOWS_MAX;

    /** Characters of one document that may be tokenised, those of vain tries included. */
    static final int CHARACTERS_MAX = 1 << 21;

    /** Where the end of a window is tried, so that most fit at once. */
    private static final double FILL = 0.92;

    /** A window with this share of its tokens is good enough. */
    private static final double FULL = 0.75;

    /** From then on whatever fits is taken. */
    private static final int TRIES = 6;

    /** Share of a window at its end, as a divisor, in which the end of a word is looked for. */
    private static final int WORD_SEARCH = 8;
    private static final int OVERLAP_SHARE = 8;
    private static final double CHARACTERS_PER_TOKEN_GUESS = 4;

    /** How far, at least, the beginning of a word is looked for. */
    private static final int WORD_CHARACTERS = 16;

    private final String text;
    private final CutPlaces places;
    private final Function<String, int[]> tokenizer;
    private final int windowTokens;
    private final int overlapTokens;
    private double charactersPerToken = CHARACTERS_PER_TOKEN_GUESS;
    private long charactersTokenized;

    /**
     * What a document became.
     *
     * @param windows in their order; each starts and ends behind the one before
     * @param complete whether nothing but white space is left out
     */
    record Cut(List<Window> windows, boolean complete) {}

    /** @param range where it lies in the document */
    record Window(CharacterRange range, int[] ids) {}

    /** @param whole whether the ids are all it has */
    private record Piece(int start, int end, int[] ids, boolean whole) {

        int characters() {
            return end - start;
        }
    }

    /**
     * Creates one.
     *
     * @param tokensMax that a document may have
     * @param tokenizer gives the ids of a piece of text
     */
    DocumentWindows(String text, MaxWindow asked, int tokensMax,
            Function<String, int[]> tokenizer) {
        this.text = text;
        this.places = new CutPlaces(text);
        this.tokenizer = tokenizer;
        this.windowTokens =
                asked.windowTokens() == 0 ? tokensMax : Math.min(asked.windowTokens(), tokensMax);
        this.overlapTokens = asked.overlapTokens() == MaxWindow.OVERLAP_DEFAULT
                ? windowTokens / OVERLAP_SHARE
                : Math.min(asked.overlapTokens(), (windowTokens - 1) / 2);
    }

    /**
     * Returns the beginning of a text, up to a number of tokens and the end of a word.
     *
     * @param pieceTokensMax tokenised at once
     */
    static String head(String text, int tokensMax, int pieceTokensMax,
            Function<String, int[]> tokenizer) {
        CutPlaces places = new CutPlaces(text);
        // White space is no token, and may be longer than any piece.
        int end = places.skipWhiteSpace(0);
        long left = tokensMax;
        long looked = 0;
        while (left > 0 && end < text.length() && looked < CHARACTERS_MAX) {
            DocumentWindows rest = new DocumentWindows(text.substring(end), new MaxWindow(0, 0),
                    (int) Math.min(left, pieceTokensMax), tokenizer);
            Optional<int[]> whole = rest.whole();
            if (whole.isPresent()) {
                return text;
            }
            Piece piece = rest.longestFrom(0);
            left -= Math.max(1, piece.ids().length);
            end = places.skipWhiteSpace(end + piece.end());
            looked += rest.charactersTokenized;
        }
        return text.substring(0, end);
    }

    /** Returns the ids of the whole text if one window holds it. */
    Optional<int[]> whole() {
        if (text.length() > charactersMax()) {
            return Optional.empty();
        }
        int[] ids = tokenize(0, text.length());
        if (ids.length <= windowTokens) {
            return Optional.of(ids);
        }
        charactersPerToken = (double) text.length() / ids.length;
        return Optional.empty();
    }

    /** Returns its windows; none if it has nothing but white space. */
    Cut cut() {
        List<Window> windows = new ArrayList<>();
        boolean whole = true;
        int counted = 0;
        int codePoints = 0;
        int covered = 0;
        int start = places.skipWhiteSpace(0);
        while (start < text.length() && windows.size() < WINDOWS_MAX
                && charactersTokenized < CHARACTERS_MAX) {
            Piece piece = longestFrom(start);
            if (piece.end() <= covered) {
                // Seldom, a text has more tokens from here on than the window before had.
                start = places.skipWhiteSpace(covered);
                continue;
            }
            whole &= piece.whole();
            codePoints += text.codePointCount(counted, start);
            counted = start;
            windows.add(new Window(new CharacterRange(codePoints,
                    codePoints + text.codePointCount(start, piece.end())), piece.ids()));
            covered = piece.end();
            start = nextStart(piece);
        }
        return new Cut(windows, whole && start == text.length());
    }

    private Piece longestFrom(int start) {
        int longest = Math.min(text.length(), start + charactersMax());
        int tooLong = longest + 1;
        int guess = guess(start, charactersPerToken);
        int after = start;
        Piece fits = null;
        for (int tries = 1; tooLong - after > 1 && (fits == null || tries <= TRIES); tries++) {
            int limit = Math.clamp(guess, after + 1, tooLong - 1);
            Piece tried = tryUntil(limit, start, after);
            if (tried == null) {
                break;
            }
            if (tried.ids().length > windowTokens) {
                tooLong = tried.end();
            } else if (isGoodEnough(tried, limit, longest)) {
                return tried;
            } else {
                fits = tried;
                after = tried.end();
            }
            guess = nextGuess(tried, after, tooLong, tries);
        }
        return fits == null ? oneCodePoint(start) : fits;
    }

    /** Returns the piece up to a place at or before the limit; null if there is no place behind. */
    private @Nullable Piece tryUntil(int limit, int start, int after) {
        int search = Math.max(WORD_CHARACTERS, (limit - start) / WORD_SEARCH);
        int end = places.endingAtOrBefore(limit, after,
                limit - Math.min(search, (limit - start) / 2));
        end = places.withoutWhiteSpace(end, start);
        return end <= after ? null : new Piece(start, end, tokenize(start, end), true);
    }

    /** What was given up for the end of a word counts as if it were there. */
    private boolean isGoodEnough(Piece piece, int limit, int longest) {
        double filled = (double) piece.ids().length * (limit - piece.start());
        return places.skipWhiteSpace(piece.end()) >= longest
                || filled >= FULL * windowTokens * piece.characters();
    }

    private int nextGuess(Piece tried, int after, int tooLong, int tries) {
        int proportional = guess(tried.start(),
                (double) tried.characters() / Math.max(1, tried.ids().length));
        boolean helps = proportional > after && proportional < tooLong && tries <= TRIES / 2;
        return helps ? proportional : after + (tooLong - after) / 2;
    }

    private int guess(int start, double charactersPerToken) {
        double characters = Math.ceil(FILL * windowTokens * charactersPerToken);
        return start + (int) Math.min(characters, charactersMax());
    }

    /** Its tokens are cut if even it has too many. */
    private Piece oneCodePoint(int start) {
        int end = text.offsetByCodePoints(start, 1);
        int[] ids = tokenize(start, end);
        return ids.length <= windowTokens
                ? new Piece(start, end, ids, true)
                : new Piece(start, end, Arrays.copyOf(ids, windowTokens), false);
    }

    /** At least half of a window is new, so that the windows get on. */
    private int nextStart(Piece piece) {
        if (piece.ids().length > 0) {
            charactersPerToken = (double) piece.characters() / piece.ids().length;
        }
        if (places.skipWhiteSpace(piece.end()) == text.length()) {
            return text.length();
        }
        int half = piece.characters() / 2;
        int overlap = (int) Math.min(overlapTokens * charactersPerToken, half);
        int start = piece.end();
        if (overlap > 0) {
            start = places.beginningNear(piece.end() - overlap, piece.start() + half - 1,
                    Math.max(WORD_CHARACTERS, overlap / 2));
        }
        return places.skipWhiteSpace(
                start > piece.start() && start < piece.end() ? start : piece.end());
    }

    private int[] tokenize(int start, int end) {
        charactersTokenized += end - start;
        return tokenizer.apply(text.substring(start, end));
    }

    private int charactersMax() {
        return windowTokens * PairTokenizer.CHARACTERS_PER_TOKEN;
    }
}
