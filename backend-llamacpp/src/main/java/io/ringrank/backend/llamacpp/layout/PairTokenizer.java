// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.layout;

import io.ringrank.scheduler.engine.TokenizedQuery;
import io.ringrank.scheduler.pair.ScoringOptions;
import io.ringrank.scheduler.pair.TokenRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

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

    /** Returns the rows of a query with each of its documents, whose ends are cut to fit. */
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
        List<TokenizedQuery.Suffix> rows = new ArrayList<>(documents.size());
        for (String document : documents) {
            rows.add(documentRow(document, roomOf(options, room)));
        }
        return new TokenizedQuery.Rows(join(layout.beforeQuery(), queryIds, layout.afterQuery()),
                rows);
    }

    /** Returns how many tokens a document may have where the pair has room for so many. */
    private static int roomOf(ScoringOptions options, int room) {
        int asked = options.maxTokensPerDocument();
        return asked == 0 ? room : Math.min(asked, room);
    }

    private TokenizedQuery.Suffix documentRow(String document, int room) {
        String kept = cut(document);
        int[] ids = textIds(kept);
        boolean truncated = kept.length() < document.length() || ids.length > room;
        int[] keptIds = ids.length > room ? Arrays.copyOf(ids, room) : ids;
        for (int i = 0; i < keptIds.length; i++) {
            keptIds[i] += layout.documentOffset();
        }
        return new TokenizedQuery.Suffix(join(TokenRow.of(), keptIds, layout.afterDocument()),
                truncated);
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
