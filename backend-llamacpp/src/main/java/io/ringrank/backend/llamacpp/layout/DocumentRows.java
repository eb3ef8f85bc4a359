// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.layout;

import io.ringrank.scheduler.engine.TokenizedDocument;
import io.ringrank.scheduler.engine.TokenizedDocument.Suffixes;
import io.ringrank.scheduler.engine.TokenizedQuery.Suffix;
import io.ringrank.scheduler.pair.CharacterRange;
import io.ringrank.scheduler.pair.LongDocument;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Builds the rows of the documents of one query. Any thread.
 *
 * @param documentOffset what is added to every id of a document's text
 */
record DocumentRows(TextTokenizer texts, PairFrame frame, int documentOffset, Lengths lengths) {

    /**
     * How long a document may be.
     *
     * @param roomTokens that a pair has for it, at least 1
     * @param askedTokens that were asked for at most; 0 for no limit
     * @param charactersMax of a text that are looked at at once
     */
    record Lengths(int roomTokens, int askedTokens, int charactersMax) {

        /** Of what is scored as one piece. */
        int tokensMax() {
            return askedTokens == 0 ? roomTokens : Math.min(askedTokens, roomTokens);
        }
    }

    /** Returns what becomes of a document. */
    TokenizedDocument of(String document, LongDocument asked) {
        return switch (asked) {
            case LongDocument.Truncate() -> truncated(document);
            case LongDocument.Refuse() -> refusedIfLong(document);
            case LongDocument.MaxWindow window -> inWindows(document, window);
        };
    }

    private TokenizedDocument truncated(String document) {
        String looked = WhiteSpace.shortened(document, lengths.charactersMax());
        String kept = cut(looked);
        int[] ids = ids(kept);
        int tokensMax = lengths.tokensMax();
        int[] keptIds = ids.length > tokensMax ? Arrays.copyOf(ids, tokensMax) : ids;
        return whole(keptIds, kept.length() < looked.length() || ids.length > tokensMax);
    }

    private TokenizedDocument refusedIfLong(String document) {
        String looked = WhiteSpace.shortened(document, lengths.charactersMax());
        int tokensMax = lengths.tokensMax();
        if (looked.length() > lengths.charactersMax()) {
            int tokens = Math.ceilDiv(looked.length(), PairTokenizer.CHARACTERS_PER_TOKEN);
            return new TokenizedDocument.TooLong(Math.max(tokens, tokensMax + 1), tokensMax);
        }
        int[] ids = ids(looked);
        return ids.length > tokensMax
                ? new TokenizedDocument.TooLong(ids.length, tokensMax)
                : whole(ids, false);
    }

    private TokenizedDocument inWindows(String document, LongDocument.MaxWindow asked) {
        String head = lengths.askedTokens() == 0
                ? document
                : DocumentWindows.head(document, lengths.askedTokens(), lengths.roomTokens(),
                        this::ids);
        boolean headOnly = head.length() < document.length();
        DocumentWindows windows =
                new DocumentWindows(head, asked, lengths.roomTokens(), this::ids);
        Optional<int[]> whole = windows.whole();
        if (whole.isPresent()) {
            return whole(whole.get(), headOnly);
        }
        DocumentWindows.Cut cut = windows.cut();
        List<Suffix> suffixes = new ArrayList<>();
        for (DocumentWindows.Window window : cut.windows()) {
            boolean last = suffixes.size() == cut.windows().size() - 1;
            suffixes.add(
                    suffix(window.ids(), last && (headOnly || !cut.complete()), window.range()));
        }
        return suffixes.isEmpty() ? truncated("") : new Suffixes(suffixes);
    }

    private int[] ids(String text) {
        return texts.tokenize(frame.document().around(text));
    }

    private TokenizedDocument whole(int[] ids, boolean truncated) {
        return new Suffixes(List.of(suffix(ids, truncated, null)));
    }

    private Suffix suffix(int[] ids, boolean truncated, @Nullable CharacterRange window) {
        int[] moved = ids.clone();
        for (int i = 0; i < moved.length; i++) {
            moved[i] += documentOffset;
        }
        return new Suffix(TokenRows.joined(moved, frame.afterDocument().ids()), truncated, window);
    }

    /** Returns the start of a text, up to the character limit and never half a surrogate pair. */
    private String cut(String text) {
        int charactersMax = lengths.charactersMax();
        if (text.length() <= charactersMax) {
            return text;
        }
        boolean splits = Character.isHighSurrogate(text.charAt(charactersMax - 1));
        return text.substring(0, splits ? charactersMax - 1 : charactersMax);
    }
}
