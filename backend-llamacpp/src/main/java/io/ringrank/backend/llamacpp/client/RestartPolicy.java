// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.client;

import java.time.Duration;

/**
 * Decides when a dead engine is started again. Event loop only.
 *
 * <p>The first two deaths in a row: at once. From the third: after 1 s, 2 s, 4 s, at most 30 s. A
 * minute of running ends the row. An engine that failed to start five times in a row counts as
 * failed and is tried once a minute, in case the cause goes away: memory that others hold, a device
 * that comes back, a directory that gets mounted.
 */
final class RestartPolicy {

    private static final int DEATHS_AT_ONCE = 2;
    private static final int FAILED_STARTS_MAX = 5;
    private static final long LONG_ENOUGH_NANOS = Duration.ofMinutes(1).toNanos();
    private static final Duration FIRST_DELAY = Duration.ofSeconds(1);
    private static final Duration LONGEST_DELAY = Duration.ofSeconds(30);
    private static final Duration SLOW_DELAY = Duration.ofMinutes(1);

    private int deathsInRow;
    private int failedStartsInRow;

    /** @param hopeless whether the engine counts as failed until a start succeeds */
    record Decision(Duration delay, boolean hopeless) {}

    /** The engine died after it had run. */
    Decision onDeath(long ranNanos) {
        failedStartsInRow = 0;
        deathsInRow = ranNanos >= LONG_ENOUGH_NANOS ? 1 : deathsInRow + 1;
        return new Decision(delay(), false);
    }

    /** The engine died before it was ready. */
    Decision onFailedStart() {
        failedStartsInRow = Math.min(failedStartsInRow + 1, FAILED_STARTS_MAX);
        deathsInRow++;
        return failedStartsInRow == FAILED_STARTS_MAX
                ? new Decision(SLOW_DELAY, true)
                : new Decision(delay(), false);
    }

    private Duration delay() {
        if (deathsInRow <= DEATHS_AT_ONCE) {
            return Duration.ZERO;
        }
        int doublings = Math.min(deathsInRow - DEATHS_AT_ONCE - 1, 10);
        Duration delay = FIRST_DELAY.multipliedBy(1L << doublings);
        return delay.compareTo(LONGEST_DELAY) < 0 ? delay : LONGEST_DELAY;
    }
}
