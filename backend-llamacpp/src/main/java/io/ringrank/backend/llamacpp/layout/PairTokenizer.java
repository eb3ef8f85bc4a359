// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.layout;

import io.ringrank.scheduler.engine.TokenizedDocument;
import io.ringrank.scheduler.engine.TokenizedDocument.Suffixes;
import io.ringrank.scheduler.engine.TokenizedQuery;
import io.ringrank.scheduler.engine.TokenizedQuery.Suffix;
import io.ringrank.scheduler.pair.CharacterRange;
import io.ringrank.scheduler.pair.LongDocument;
import io.ringrank.scheduler.pair.ScoringOptions;
import io.ringrank.scheduler.pair.TokenRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Builds the rows of a query's pairs for one model. Any thread, several at once.
 */
public final class PairTokenizer {

    /** Most characters of a text that are looked at, for each token of the model's context. */
    public static final int CHARACTERS_PER_TOKEN = 16;

    private final PairLayout layout;
    private final TextTokenizer texts;
    private final int mostTokens;
    private final int mostCharacters;

    /**
     * Creates one.
     *
     * @param mostTokens longest pair of the model in tokens, at least 1
     */
    public PairTokenizer(PairLayout layout, TextTokenizer texts, int mostTokens) {
        if (mostTokens < 1) {
            throw new IllegalArgumentException("most tokens must be at least 1, is " + mostTokens);
        }
        this.layout = layout;
        this.texts = texts;
        this.mostTokens = mostTokens;
        this.mostCharacters = Math.multiplyExact(mostTokens, CHARACTERS_PER_TOKEN);
    }

    /** Returns the rows of a query with each of its documents, which are made to fit as was asked. */
    public TokenizedQuery tokenize(String query, List<String> documents,
            ScoringOptions options) {
        if (query.length() > mostCharacters) {
            return tooLong(Math.ceilDiv(query.length(), CHARACTERS_PER_TOKEN));
        }
        int[] queryIds = textIds(query);
        int room = mostTokens - fixedTokens() - queryIds.length;
        if (room < 1) {
            return tooLong(queryIds.length);
        }
        List<TokenizedDocument> rows = new ArrayList<>(documents.size());
        for (String document : documents) {
            rows.add(tokenize(document, roomOf(options, room), options.longDocument()));
        }
        return new TokenizedQuery.Rows(join(layout.beforeQuery(), queryIds, layout.afterQuery()),
                rows);
    }

    /** Returns how many tokens a document may have where the pair has room for so many. */
    private static int roomOf(ScoringOptions options, int room) {
        int asked = options.maxTokensPerDocument();
        return asked == 0 ? room : Math.min(asked, room);
    }

    private TokenizedDocument tokenize(String document, int tokensMax, LongDocument asked) {
        return switch (asked) {
            case LongDocument.Truncate() -> truncated(document, tokensMax);
            case LongDocument.Refuse() -> refusedIfLong(document, tokensMax);
            case LongDocument.MaxWindow window -> inWindows(document, tokensMax, window);
        };
    }

    private TokenizedDocument truncated(String document, int tokensMax) {
        String kept = cut(document);
        int[] ids = textIds(kept);
        int[] keptIds = ids.length > tokensMax ? Arrays.copyOf(ids, tokensMax) : ids;
        return whole(keptIds, kept.length() < document.length() || ids.length > tokensMax);
    }

    private TokenizedDocument refusedIfLong(String document, int tokensMax) {
        if (document.length() > mostCharacters) {
            return new TokenizedDocument.TooLong(
                    Math.max(Math.ceilDiv(document.length(), CHARACTERS_PER_TOKEN), tokensMax + 1),
                    tokensMax);
        }
        int[] ids = textIds(document);
        return ids.length > tokensMax
                ? new TokenizedDocument.TooLong(ids.length, tokensMax)
                : whole(ids, false);
    }

    private TokenizedDocument inWindows(String document, int tokensMax,
            LongDocument.MaxWindow asked) {
        DocumentWindows windows =
                new DocumentWindows(document, asked, tokensMax, this::textIds);
        Optional<int[]> whole = windows.whole();
        if (whole.isPresent()) {
            return whole(whole.get(), false);
        }
        DocumentWindows.Cut cut = windows.cut();
        List<Suffix> suffixes = new ArrayList<>();
        for (DocumentWindows.Window window : cut.windows()) {
            boolean last = suffixes.size() == cut.windows().size() - 1;
            suffixes.add(suffix(window.ids(), last && !cut.complete(), window.range()));
        }
        return suffixes.isEmpty() ? whole(new int[0], false) : new Suffixes(suffixes);
    }

    private TokenizedDocument whole(int[] ids, boolean truncated) {
        return new Suffixes(List.of(suffix(ids, truncated, null)));
    }

    private Suffix suffix(int[] ids, boolean truncated, @Nullable CharacterRange window) {
        int[] moved = ids.clone();
        for (int i = 0; i < moved.length; i++) {
            moved[i] += layout.documentOffset();
        }
        return new Suffix(join(TokenRow.of(), moved, layout.afterDocument()), truncated, window);
    }

    /** Returns the start of a text, up to the character limit and never half a surrogate pair. */
    private String cut(String text) {
        if (text.length() <= mostCharacters) {
            return text;
        }
        boolean splits = Character.isHighSurrogate(text.charAt(mostCharacters - 1));
        return text.substring(0, splits ? mostCharacters - 1 : mostCharacters);
    }

    /**
     * Returns the ids of a text without those that text must not become. A vocabulary may declare its
     * control tokens as user-defined, and llama.cpp finds those in any text; ids behind the text
     * vocabulary would put text into the other segment.
     */
    private int[] textIds(String text) {
        int[] ids = texts.tokenize(text);
        return Arrays.stream(ids)
                .filter(id -> id < layout.textVocabularyTokens() && !layout.isFixed(id))
                .toArray();
    }

    private int fixedTokens() {
        return layout.beforeQuery().length() + layout.afterQuery().length()
                + layout.afterDocument().length();
    }

    private TokenizedQuery.QueryTooLong tooLong(int queryTokens) {
        return new TokenizedQuery.QueryTooLong(fixedTokens() + queryTokens + 1, mostTokens);
    }

    private static TokenRow join(TokenRow before, int[] ids, TokenRow after) {
        int[] joined = new int[before.length() + ids.length + after.length()];
        before.copyTo(joined, 0);
        System.arraycopy(ids, 0, joined, before.length(), ids.length);
        after.copyTo(joined, before.length() + ids.length);
        return new TokenRow(joined);
    }
}
