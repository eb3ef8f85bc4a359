// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.load;

import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Writes rerank requests. The same seed and number give the same request on every machine, and no
 * pair of one request occurs in another. Any thread.
 */
public final class PairFeeder {

    private static final int QUERY_WORDS = 5;

    private final long seed;
    private final int documents;
    private final int words;

    /**
     * @param documents of each request, at least one
     * @param words of each document, at least one
     */
    public PairFeeder(long seed, int documents, int words) {
        if (documents < 1 || words < 1) {
            throw new IllegalArgumentException("a request needs documents, and a document words");
        }
        this.seed = seed;
        this.documents = documents;
        this.words = words;
    }

    /** The body of a request for {@code POST /v1/rerank}. */
    public String body(long number) {
        SplittableRandom random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + number);
        String query = Questions.text(random, QUERY_WORDS) + " " + number;
        return new Question(query,
                Stream.generate(() -> Questions.text(random, words)).limit(documents).toList())
                .body();
    }
}
