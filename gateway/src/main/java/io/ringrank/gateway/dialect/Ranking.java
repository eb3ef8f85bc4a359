// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.dialect;

import io.ringrank.gateway.error.ErrorAnswer;
import io.ringrank.gateway.error.ErrorCode;
import io.ringrank.scheduler.pair.Score;
import io.ringrank.scheduler.ticket.DocumentOutcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The outcome of a request in the order of its answer, with what it adds up to.
 *
 * @param ranked best first; equal scores by index
 * @param unscored by index
 * @param tokens of all scored pairs, cached or not
 * @param cachedTokens of the pairs that no engine had to compute
 * @param cachedPairs how many those are
 */
public record Ranking(List<Ranked> ranked, List<Unranked> unscored, long tokens, long cachedTokens,
        int cachedPairs) {

    private static final Comparator<Ranked> BEST_FIRST =
            (a, b) -> a.score.raw() == b.score.raw()
                    ? Integer.compare(a.index, b.index)
                    : Float.compare(b.score.raw(), a.score.raw());

    /** @param index of the document in the request */
    public record Ranked(int index, Score score) {}

    /**
     * A document without a score.
     *
     * @param index of the document in the request
     * @param code stable, for programs
     * @param message for people
     */
    public record Unranked(int index, String code, String message) {}

    /** Whether documents have no score only because there was no time for them. */
    public boolean isPartial() {
        return unscored.stream()
                .anyMatch(document -> document.code.equals(ErrorCode.TIMEOUT.word()));
    }

    /** @param outcomes one for each document of the request, in its order */
    public static Ranking of(List<DocumentOutcome> outcomes) {
        List<Ranked> ranked = new ArrayList<>(outcomes.size());
        List<Unranked> unscored = new ArrayList<>(0);
        long tokens = 0;
        long cachedTokens = 0;
        int cachedPairs = 0;
        for (int i = 0; i < outcomes.size(); i++) {
            switch (outcomes.get(i)) {
                case DocumentOutcome.Scored(Score score, boolean cached) -> {
                    ranked.add(new Ranked(i, score));
                    tokens += score.tokens();
                    cachedTokens += cached ? score.tokens() : 0;
                    cachedPairs += cached ? 1 : 0;
                }
                case DocumentOutcome.TooLong(int documentTokens, int tokensMax) ->
                    unscored.add(new Unranked(i, ErrorCode.DOCUMENT_TOO_LONG.word(),
                            ErrorAnswer.documentTooLong("The document", documentTokens,
                                    tokensMax)));
                case DocumentOutcome.Late() ->
                    unscored.add(new Unranked(i, ErrorCode.TIMEOUT.word(),
                            "There was no time to score this document."));
                case DocumentOutcome.Unscored(String code, String message) ->
                    unscored.add(new Unranked(i, code, message));
            }
        }
        ranked.sort(BEST_FIRST);
        return new Ranking(ranked, unscored, tokens, cachedTokens, cachedPairs);
    }
}
