// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.layout;

import io.ringrank.scheduler.engine.TokenizedQuery;
import io.ringrank.scheduler.pair.ScoringOptions;
import io.ringrank.scheduler.pair.TokenRow;
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
     * Returns the rows of a query with each of its documents, which are made to fit as was asked.
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
        DocumentRows rows = new DocumentRows(texts, frame, layout.documentOffset(),
                roomOf(options, room), mostCharacters);
        TokenRow prefix = TokenRows.joined(frame.beforeQuery().ids(), queryIds,
                frame.afterQuery().ids());
        return new TokenizedQuery.Rows(prefix, documents.stream()
                .map(document -> rows.of(document, options.longDocument()))
                .toList());
    }

    /** Returns how many tokens a document may have where the pair has room for so many. */
    private static int roomOf(ScoringOptions options, int room) {
        int asked = options.maxTokensPerDocument();
        return asked == 0 ? room : Math.min(asked, room);
    }

    private TokenizedQuery.QueryTooLong tooLong(PairFrame frame, int queryTokens) {
        return new TokenizedQuery.QueryTooLong(frame.tokens() + queryTokens + 1, mostTokens);
    }
}
