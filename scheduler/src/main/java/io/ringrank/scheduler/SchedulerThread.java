// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler;

import io.ringrank.scheduler.core.PairRequest;
import io.ringrank.scheduler.core.SchedulerCore;
import io.ringrank.scheduler.engine.Doorbell;
import io.ringrank.scheduler.engine.EngineAnswer;
import io.ringrank.scheduler.engine.EngineInbox;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that owns a deployment's scheduling: takes what comes in, tells the core, sleeps
 * when there is nothing. {@link #start}, {@link #offer}, {@link #noteCancel} and
 * {@link #close}: any thread.
 */
final class SchedulerThread implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SchedulerThread.class);

    /** Nothing is due that late: a bound for arithmetic, not a poll. */
    private static final long SLEEP_NANOS_MAX = 3_600_000_000_000L;

    private final SchedulerCore core;
    private final PairRing ring;
    private final EngineInbox inbox;
    private final Doorbell doorbell;
    private final LongSupplier nanoClock;
    private final AtomicBoolean cancelled = new AtomicBoolean();
    private final Thread thread;
    private volatile boolean closing;
    private volatile boolean ended;

    SchedulerThread(String deployment, SchedulerCore core, PairRing ring, EngineInbox inbox,
            Doorbell doorbell, LongSupplier nanoClock) {
        this.core = core;
        this.ring = ring;
        this.inbox = inbox;
        this.doorbell = doorbell;
        this.nanoClock = nanoClock;
        this.thread = Thread.ofPlatform().name("scheduler-" + deployment).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /**
     * Puts a request into the ring, or returns false when it is full. Its ticket completes even when
     * the thread ends meanwhile.
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

    /** Fails what is still open and ends the thread; returns when it has ended or the caller is interrupted. */
    @Override
    public void close() {
        closing = true;
        doorbell.ring();
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!closing) {
            if (doWork() == 0) {
                long nanos = core.nanosToNextTick(nanoClock.getAsLong());
                doorbell.sleep(this::workIsThere, Math.clamp(nanos, 0, SLEEP_NANOS_MAX));
            }
        }
        doWork();
        core.onShutdown();
        ended = true;
        endLeftovers();
    }

    /** After the thread's end only: whoever publishes later than its last look ends it here. */
    private synchronized void endLeftovers() {
        doWork();
        core.onShutdown();
    }

    private boolean workIsThere() {
        return closing || cancelled.get() || !inbox.isEmpty() || !ring.isEmpty();
    }

    /** Answers first: they free lanes and credits. */
    private int doWork() {
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
                core.onCancel();
            }
            core.onTick(nanoClock.getAsLong());
        } catch (Exception e) {
            // A fault in one event must not end the deployment: the next event may be well.
            LOG.error("the scheduler failed on an event and goes on", e);
            done++;
        }
        return done;
    }
}
