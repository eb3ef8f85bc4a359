// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.core;

/** Ends engines that take far longer than they ever should. Scheduler thread only. */
final class Watchdog {
    /*
     * A hang looks like a very slow batch, so the limit is a multiple of what batches of this engine
     * cost, and generous: to kill a slow engine costs a restart and its work again, to wait for a
     * hung one only time. Before anything was measured it allows for a large model on one slow core.
     * When this process itself was stopped for a while, answers lie unread in its sockets: so an
     * engine that is overdue is given a moment more, in which they are read.
     */

    static final double FACTOR = 20;
    static final long NANOS_MIN = 3_000_000_000L;
    static final long NANOS_MAX = 60_000_000_000L;

    /** Where the expected time itself comes near the upper bound, the bound gives way. */
    static final double FACTOR_MIN = 3;

    static final long FIRST_NANOS = 20_000_000_000L;
    static final long FIRST_NANOS_PER_TOKEN = 200_000_000L;
    static final long GRACE_NANOS = 250_000_000L;

    static final long TOKENIZE_NANOS = 10_000_000_000L;

    private static final long MILLI = 1_000_000;

    void check(Iterable<EngineState> engines, long nowNanos) {
        for (EngineState engine : engines) {
            if (engine.condemned) {
                continue;
            }
            if (nanosLeft(engine, nowNanos) > 0) {
                engine.overdue = false;
            } else if (!engine.overdue) {
                engine.overdue = true;
                engine.overdueSinceNanos = nowNanos;
            } else if (nowNanos - engine.overdueSinceNanos >= GRACE_NANOS) {
                engine.condemned = true;
                engine.port.kill(reason(engine, nowNanos));
            }
        }
    }

    /** When the next engine is overdue; {@code Long.MAX_VALUE} if none works. */
    long nanosToNext(Iterable<EngineState> engines, long nowNanos) {
        long next = Long.MAX_VALUE;
        for (EngineState engine : engines) {
            if (!engine.condemned) {
                long left = nanosLeft(engine, nowNanos);
                long graceLeft = engine.overdueSinceNanos + GRACE_NANOS - nowNanos;
                next = Math.min(next, left <= 0 && engine.overdue ? graceLeft : left);
            }
        }
        return next;
    }

    static long limitNanos(EngineState engine, long tokens) {
        double expected = engine.cost.expectedNanos(tokens);
        if (Double.isNaN(expected)) {
            return FIRST_NANOS + FIRST_NANOS_PER_TOKEN * tokens;
        }
        long most = Math.max(NANOS_MAX, (long) (FACTOR_MIN * expected));
        return Math.clamp((long) (FACTOR * expected), NANOS_MIN, most);
    }

    private static long nanosLeft(EngineState engine, long nowNanos) {
        long left = engine.tokenizer.first() == null
                ? Long.MAX_VALUE
                : engine.tokenizer.firstSinceNanos() + TOKENIZE_NANOS - nowNanos;
        for (InHand<Batch> lane : engine.lanes) {
            Batch running = lane.first();
            if (running != null) {
                long limit = limitNanos(engine, running.tokens());
                left = Math.min(left, lane.firstSinceNanos() + limit - nowNanos);
            }
        }
        return left;
    }

    private static String reason(EngineState engine, long nowNanos) {
        for (InHand<Batch> lane : engine.lanes) {
            Batch running = lane.first();
            if (running != null && lane.firstSinceNanos() + limitNanos(engine, running.tokens())
                    - nowNanos <= 0) {
                return "hung: a batch of " + running.tokens() + " tokens had no answer after "
                        + (nowNanos - lane.firstSinceNanos()) / MILLI + " ms";
            }
        }
        return "hung: its tokenizer had no answer after "
                + (nowNanos - engine.tokenizer.firstSinceNanos()) / MILLI + " ms";
    }
}
