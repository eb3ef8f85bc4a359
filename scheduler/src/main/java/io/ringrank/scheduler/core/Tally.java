// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.core;

import org.jspecify.annotations.Nullable;

/** How much waits in a queue, counted into whatever the queue belongs to as well. */
class Tally {

    private final @Nullable Tally whole;
    private long weight;
    private int size;

    /** @param whole counts what this one counts and more; null if nothing does */
    Tally(@Nullable Tally whole) {
        this.whole = whole;
    }

    final boolean isEmpty() {
        return size == 0;
    }

    /** Sum over all that waits: tokens, or what is expected where they are not known. */
    final long weight() {
        return weight;
    }

    final int size() {
        return size;
    }

    final void add(long more) {
        weight += more;
        size++;
        if (size == 1) {
            onFilled();
        }
        if (whole != null) {
            whole.add(more);
        }
    }

    final void remove(long less) {
        weight -= less;
        size--;
        if (size == 0) {
            onEmptied();
        }
        if (whole != null) {
            whole.remove(less);
        }
    }

    /** Something waits again. */
    void onFilled() {}

    /** Nothing waits any more. */
    void onEmptied() {}
}
