// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.engine;

import java.util.concurrent.ArrayBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Where engines put their answers. It never refuses one: every command has one answer and every
 * engine one up and one down, so whoever bounds commands and engines bounds this queue.
 */
public final class EngineInbox {

    private final ArrayBlockingQueue<EngineAnswer> answers;
    private final Doorbell doorbell;

    /** @param answersMax commands that can be outstanding at once, and two for each engine */
    public EngineInbox(int answersMax, Doorbell doorbell) {
        this.answers = new ArrayBlockingQueue<>(answersMax);
        this.doorbell = doorbell;
    }

    /**
     * Any thread; never waits.
     *
     * @throws IllegalStateException if more answers came than commands went out: a fault of the
     *         backend
     */
    public void offer(EngineAnswer answer) {
        if (!answers.offer(answer)) {
            throw new IllegalStateException("more answers than commands; the last was " + answer);
        }
        doorbell.ring();
    }

    /** The next answer, or null. Scheduler thread only. */
    public @Nullable EngineAnswer poll() {
        return answers.poll();
    }

    /** Any thread. */
    public boolean isEmpty() {
        return answers.isEmpty();
    }
}
