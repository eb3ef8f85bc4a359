// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.client;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Lets a few engine processes start at a time, in the order in which they asked. A JVM that starts wants
 * a core for itself: as many as there are deployments would all be too late to connect, and all start
 * again together. Any thread.
 */
public final class StartTurns {

    private final int atOnceMax;

    /** At most one for each engine that there is. */
    private final Deque<Turn> waiting = new ArrayDeque<>();
    private int taken;

    /** @param atOnceMax at least 1 */
    StartTurns(int atOnceMax) {
        if (atOnceMax < 1) {
            throw new IllegalArgumentException("nobody could start: " + atOnceMax);
        }
        this.atOnceMax = atOnceMax;
    }

    /** What one engine got or waits for. */
    final class Turn {

        private final Runnable begin;
        private boolean isTaken;

        private Turn(Runnable begin) {
            this.begin = begin;
        }

        /** Gives it to the next, or waits for it no longer. A second call does nothing. */
        void end() {
            Turn next = endAndTakeNext(this);
            if (next != null) {
                next.begin.run();
            }
        }
    }

    /** @param begin is called once, when the turn has come: now, or on the thread of who ends another */
    Turn take(Runnable begin) {
        Turn turn = new Turn(begin);
        if (takeOrWait(turn)) {
            begin.run();
        }
        return turn;
    }

    private synchronized boolean takeOrWait(Turn turn) {
        if (taken < atOnceMax) {
            taken++;
            turn.isTaken = true;
        } else {
            waiting.addLast(turn);
        }
        return turn.isTaken;
    }

    private synchronized @Nullable Turn endAndTakeNext(Turn turn) {
        if (!turn.isTaken) {
            waiting.remove(turn);
            return null;
        }
        turn.isTaken = false;
        Turn next = waiting.pollFirst();
        if (next == null) {
            taken--;
        } else {
            next.isTaken = true;
        }
        return next;
    }
}
