// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.core;

import io.ringrank.scheduler.ticket.Caller;
import java.util.Map;

/**
 * What waits of one class, in tokens as far as they are known and as expected where not. Any thread.
 *
 * @param callers that have something waiting, or had their share of late
 * @param credit tokens by which a caller that was away is behind one that always has work
 * @param forecastStretch what a forecast is multiplied by, as jobs of late took longer than foreseen
 */
public record ClassLoad(Map<Caller, CallerLoad> callers, long credit, double forecastStretch) {

    static final ClassLoad NONE = new ClassLoad(Map.of(), 0, 1);

    /**
     * One caller.
     *
     * @param tokens that wait
     * @param lag tokens that it has had more than a caller that always has work; negative if less
     */
    public record CallerLoad(long tokens, long lag) {}

    public ClassLoad {
        callers = Map.copyOf(callers);
    }

    /** Of all callers. */
    public long tokens() {
        return callers.values().stream().mapToLong(CallerLoad::tokens).sum();
    }

    /** How many have something waiting. */
    public int waitingCallers() {
        return (int) callers.values().stream().filter(load -> load.tokens > 0).count();
    }

    /**
     * Tokens that are scored, in the order of {@link FairQueue}, until a new job of a caller is done.
     *
     * @param tokens of the job
     */
    double untilDone(Caller caller, long tokens) {
        CallerLoad own = callers.get(caller);
        double needed = (own == null ? 0.0 : own.tokens) + tokens;
        double end = (own == null ? -credit : own.lag) + needed;
        double sum = needed;
        for (Map.Entry<Caller, CallerLoad> other : callers.entrySet()) {
            CallerLoad load = other.getValue();
            if (load.tokens > 0 && !other.getKey().equals(caller)) {
                // When that is done, it or another one will have sent more.
                sum += Math.max(0, end - load.lag);
            }
        }
        return sum;
    }
}
