// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.pair;

/**
 * What the model said of one pair, complete enough that an answer from the cache equals one from an
 * engine.
 *
 * @param raw the model's own output, usually a logit; always finite
 * @param tokens length of the pair's token row, special tokens included
 * @param truncated whether the document was cut to fit the model's context
 */
public record Score(float raw, int tokens, boolean truncated) {

    public Score {
        if (!Float.isFinite(raw)) {
            throw new IllegalArgumentException("raw score is not finite: " + raw);
        }
    }
}
