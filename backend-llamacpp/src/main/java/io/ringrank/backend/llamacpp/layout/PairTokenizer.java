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
    /** For the model's own instruction. */
    private final PairFrame defaultFrame;
    private final int mostTokens;
    private final int mostCharacters;

    /**
     * Creates one.
     *
     * @param mostTokens longest pair of the model in tokens, at least 1
     */
    public PairTokenizer(PairLayout layout, TextTokenizer tokenizer, int mostTokens) {
        if (mostTokens < 1) {
            throw new IllegalArgumentException("most tokens must be at least 1, is " + mostTokens);
        }
        this.layout = layout;
        this.texts = new PlainTextTokenizer(layout, tokenizer);
        this.defaultFrame = layout.frame("", texts);
        this.mostTokens = mostTokens;
        this.mostCharacters = Math.multiplyExact(mostTokens, CHARACTERS_PER_TOKEN);
    }

    /** Returns the number of tokens that every pair has beside its texts. */
    public int fixedTokens() {
        return defaultFrame.tokens();
    }

    /**
     * Returns the rows of a query with each of its documents, whose ends are cut to fit.
     *
     * @throws IllegalArgumentException when there is an instruction and the model takes none
     */
    public TokenizedQuery tokenize(String query, List<String> documents,
            ScoringOptions options) {
        PairFrame frame = options.instruction().isEmpty()
                ? defaultFrame
                : layout.frame(options.instruction(), texts);
        if (query.length() > mostCharacters) {
            return tooLong(frame, Math.ceilDiv(query.length(), CHARACTERS_PER_TOKEN));
        }
        int[] queryIds = texts.tokenize(frame.query().around(query));
        int room = mostTokens - frame.tokens() - queryIds.length;
        if (room < 1) {
            return tooLong(frame, queryIds.length);
        }
        List<TokenizedQuery.Suffix> rows = new ArrayList<>(documents.size());
        for (String document : documents) {
            rows.add(documentRow(frame, document, roomOf(options, room)));
        }
        TokenRow prefix = TokenRows.joined(frame.beforeQuery().ids(), queryIds,
                frame.afterQuery().ids());
        return new TokenizedQuery.Rows(prefix, rows);
    }

    /** Returns how many tokens a document may have where the pair has room for so many. */
    private static int roomOf(ScoringOptions options, int room) {
        int asked = options.maxTokensPerDocument();
        return asked == 0 ? room : Math.min(asked, room);
    }

    private TokenizedQuery.Suffix documentRow(PairFrame frame, String document, int room) {
        String kept = cut(document);
        int[] ids = texts.tokenize(frame.document().around(kept));
        boolean truncated = kept.length() < document.length() || ids.length > room;
        int[] keptIds = ids.length > room ? Arrays.copyOf(ids, room) : ids;
        for (int i = 0; i < keptIds.length; i++) {
            keptIds[i] += layout.documentOffset();
        }
        return new TokenizedQuery.Suffix(TokenRows.joined(keptIds, frame.afterDocument().ids()),
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

    private TokenizedQuery.QueryTooLong tooLong(PairFrame frame, int queryTokens) {
        return new TokenizedQuery.QueryTooLong(frame.tokens() + queryTokens + 1, mostTokens);
    }
}
