// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.layout;

import io.ringrank.scheduler.engine.TokenizedQuery;
import io.ringrank.scheduler.pair.ScoringOptions;
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
    private final QueryHeads heads = new QueryHeads();
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
        String looked = WhiteSpace.shortened(query, mostCharacters);
        if (looked.length() > mostCharacters) {
            return tooLong(frame(options), Math.ceilDiv(looked.length(), CHARACTERS_PER_TOKEN));
        }
        QueryHead head = heads.get(looked, options.instruction(), () -> head(looked, options));
        int room = mostTokens - head.frame().tokens() - head.queryTokens();
        if (room < 1) {
            return tooLong(head.frame(), head.queryTokens());
        }
        DocumentRows rows = new DocumentRows(texts, head.frame(), layout.documentOffset(),
                new DocumentRows.Lengths(room, options.maxTokensPerDocument(), mostCharacters));
        return new TokenizedQuery.Rows(head.prefix(), documents.stream()
                .map(document -> rows.of(document, options.longDocument()))
                .toList());
    }

    private QueryHead head(String query, ScoringOptions options) {
        PairFrame frame = frame(options);
        int[] queryIds = texts.tokenize(frame.query().around(query));
        return new QueryHead(frame, queryIds.length, TokenRows.joined(frame.beforeQuery().ids(),
                queryIds, frame.afterQuery().ids()));
    }

    private PairFrame frame(ScoringOptions options) {
        return options.instruction().isEmpty()
                ? defaultFrame
                : layout.frame(options.instruction(), texts);
    }

    private TokenizedQuery.QueryTooLong tooLong(PairFrame frame, int queryTokens) {
        return new TokenizedQuery.QueryTooLong(frame.tokens() + queryTokens + 1, mostTokens);
    }
}
