// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.core;

import io.ringrank.scheduler.pair.CharacterRange;
import io.ringrank.scheduler.pair.PreparedPair;
import org.jspecify.annotations.Nullable;

/**
 * One token row of a pair on its way to a raw score: the whole pair, or a window of its document. It
 * waits in the queue of what is ready, or is out with an engine, or is held back because its pair is
 * suspected or nobody wants it.
 */
final class PendingRow extends PendingQueue.Member<PendingRow> {

    final Pending pending;
    final PreparedPair prepared;

    /** Which part of the document it is; null for the whole. */
    final @Nullable CharacterRange window;

    private boolean out;
    private boolean answered;
    private float raw = Float.NaN;

    PendingRow(Pending pending, PreparedPair prepared, @Nullable CharacterRange window) {
        this.pending = pending;
        this.prepared = prepared;
        this.window = window;
    }

    void noteSent(long nowNanos) {
        out = true;
        pending.out++;
        pending.noteSent(nowNanos);
    }

    /** @param score NaN if the model gave none */
    void noteAnswered(float score) {
        noteBack();
        answered = true;
        raw = score;
    }

    /** It comes back without an answer. */
    void noteBack() {
        out = false;
        pending.out--;
    }

    boolean isAnswered() {
        return answered;
    }

    boolean isHeldBack() {
        return !out && !answered && !isQueued();
    }

    /** Once it is answered; NaN if the model gave none. */
    float raw() {
        return raw;
    }

    /** Tokens. */
    @Override
    long weight() {
        return prepared.tokens();
    }

    @Override
    long cost() {
        return weight();
    }
}
