// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.pair;

/**
 * What a request may say about how its pairs are made and scored. Part of a pair's key, since it
 * changes scores. Any thread.
 *
 * @param instruction what the model is asked to judge; empty for the model's own default. Models
 *        without instructions take the empty one only
 * @param maxTokensPerDocument most tokens of a document's text; 0 for as many as the model has room for
 * @param longDocument what becomes of a document that has more tokens than that
 */
public record ScoringOptions(String instruction, int maxTokensPerDocument,
        LongDocument longDocument) {

    /** The model's own instruction and room, and documents cut at their end. */
    public static final ScoringOptions DEFAULT =
            new ScoringOptions("", 0, new LongDocument.Truncate());

    public ScoringOptions {
        if (maxTokensPerDocument < 0) {
            throw new IllegalArgumentException(
                    "max tokens per document must not be negative, is " + maxTokensPerDocument);
        }
    }
}
