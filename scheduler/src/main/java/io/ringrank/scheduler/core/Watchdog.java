// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.core;

/** Ends engines that take far longer than they ever should. Scheduler thread only. */
final class Watchdog {
    /*
     * A hang looks like a very slow batch, so the limit is a multiple of what batches of this engine
     * cost, and generous: to kill a slow engine costs a restart and its work again, to wait for a
     * hung one only time. It is bounded above so that one wrong measurement can't switch it off.
     */

    static final double FACTOR = 20;
    static final long NANOS_MIN = 3_000_000_000L;
    static final long NANOS_MAX = 60_000_000_000L;

    /** Before anything was measured: a first batch also pays for pages of weights being read. */
    static final long FIRST_NANOS = 20_000_000_000L;

    static final long TOKENIZE_NANOS = 10_000_000_000L;

    private static final long MILLI = 1_000_000;

    void check(Iterable<EngineState> engines, long nowNanos) {
        for (EngineState engine : engines) {
            if (!engine.condemned && nanosLeft(engine, nowNanos) <= 0) {
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
                next = Math.min(next, nanosLeft(engine, nowNanos));
            }
        }
        return next;
    }

    static long limitNanos(EngineState engine, long tokens) {
        double expected = engine.expectedNanos(tokens);
        return Double.isNaN(expected)
                ? FIRST_NANOS
                : Math.clamp((long) (FACTOR * expected), NANOS_MIN, NANOS_MAX);
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
