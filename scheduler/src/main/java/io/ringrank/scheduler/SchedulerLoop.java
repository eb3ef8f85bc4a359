// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler;

import io.ringrank.scheduler.core.PairRequest;
import io.ringrank.scheduler.core.SchedulerCore;
import io.ringrank.scheduler.core.SchedulerListener;
import io.ringrank.scheduler.engine.Doorbell;
import io.ringrank.scheduler.engine.EngineAnswer;
import io.ringrank.scheduler.engine.EngineInbox;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * One turn of the scheduler: takes what came in and tells the core. {@link #offer} and
 * {@link #noteCancel}: any thread. Everything else: scheduler thread only.
 */
final class SchedulerLoop {

    private final SchedulerCore core;
    private final SchedulerListener listener;
    private final PairRing ring;
    private final EngineInbox inbox;
    private final Doorbell doorbell;
    private final LongSupplier nanoClock;
    private final AtomicBoolean cancelled = new AtomicBoolean();
    private volatile boolean ended;

    SchedulerLoop(SchedulerCore core, SchedulerListener listener, PairRing ring, EngineInbox inbox,
            Doorbell doorbell,
            LongSupplier nanoClock) {
        this.core = core;
        this.listener = listener;
        this.ring = ring;
        this.inbox = inbox;
        this.doorbell = doorbell;
        this.nanoClock = nanoClock;
    }

    /**
     * Puts a request into the ring, or returns false when it is full. Its ticket completes even when
     * the loop ends meanwhile.
     */
    boolean offer(PairRequest request) {
        if (!ring.tryPublish(request)) {
            return false;
        }
        if (ended) {
            endLeftovers();
        }
        return true;
    }

    /** Has the core look for tickets that were cancelled. */
    void noteCancel() {
        cancelled.set(true);
        doorbell.ring();
    }

    /**
     * Does all there is to do; answers first, because they free lanes and credits.
     *
     * @return how much that was; 0 means that the thread can sleep
     */
    int doWork() {
        int done = 0;
        try {
            EngineAnswer answer = inbox.poll();
            while (answer != null) {
                done++;
                core.onAnswer(answer, nanoClock.getAsLong());
                answer = inbox.poll();
            }
            done += ring.drain(request -> core.onRequest(request, nanoClock.getAsLong()));
            if (cancelled.getAndSet(false)) {
                done++;
                core.onCancel(nanoClock.getAsLong());
            }
            core.onTick(nanoClock.getAsLong());
        } catch (Throwable e) {
            // A fault in one event must not end the deployment: the next event may be well, and what
            // the event left open ends at its deadline.
            listener.onFault(e);
            done++;
        }
        return done;
    }

    boolean workIsThere() {
        return cancelled.get() || !inbox.isEmpty() || !ring.isEmpty();
    }

    /** How long to sleep unless work comes; not positive when something is due. */
    long nanosToNextTick() {
        return core.nanosToNextTick(nanoClock.getAsLong());
    }

    /** Fails all that is open; nothing is done after that. */
    void end() {
        endLeftovers();
        ended = true;
        // Whoever published before it could see the flag is ended here, everybody later by offer().
        endLeftovers();
    }

    private synchronized void endLeftovers() {
        doWork();
        core.onShutdown();
    }
}
