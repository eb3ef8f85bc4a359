// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.pair;

import org.jspecify.annotations.Nullable;

/**
 * What the model said of one pair, complete enough that an answer from the cache equals one from an
 * engine.
 *
 * @param raw the model's own output, usually a logit; always finite. The best of the windows, where
 *        the document was scored in windows
 * @param tokens length of the pair's token rows together, special tokens included
 * @param truncated whether the document was cut to fit the model's context
 * @param window where the best window lies in the document; null if it was scored as a whole
 */
public record Score(float raw, int tokens, boolean truncated, @Nullable CharacterRange window) {

    public Score {
        if (!Float.isFinite(raw)) {
            throw new IllegalArgumentException("raw score is not finite: " + raw);
        }
    }

    /** Of a document that was scored as a whole. */
    public Score(float raw, int tokens, boolean truncated) {
        this(raw, tokens, truncated, null);
    }
}
